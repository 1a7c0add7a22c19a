"""Build a static site from the saved notebooks, to read on any screen without a network or Python."""

import argparse
import re
import shutil
from pathlib import Path

import slides
from bs4 import BeautifulSoup
from render import GUIDE, HERE, PATHS, ROOT, TEMPLATES, TITLES, guide_name, markdown, read

# The sections of README.md on the front page, in this order, after the README's introduction.
SECTIONS = ["The notebooks", "Start", "For teachers", "Licence"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "site", help="default: build/site")
    parser.add_argument("--live", action="store_true", help="add the live edition (needs pages/requirements-live.txt)")
    parser.add_argument("--pyodide", help="the folder of an unpacked Pyodide, which the live edition then hosts")
    args = parser.parse_args()
    if args.pyodide and not args.live:
        parser.error("--pyodide is for the live edition: add --live")
    build(args.folder, args.live)
    if args.live:
        import live_edition  # needs packages that the rest of the site does not

        live_edition.build(args.folder / "live", args.pyodide or live_edition.OFFICIAL)
        print(f"serve {args.folder} with a web server: python -m http.server --directory {args.folder}")
    else:
        print(f"open {args.folder / 'index.html'}")


def build(folder, live=False):
    """Write the site and its slides into `folder`, which is emptied first.

    With `live`, the pages link to the live edition.
    """
    TEMPLATES.globals |= {"live": live, "start": PATHS[0].stem}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("style.css", "page.js"):
        shutil.copy(HERE / name, folder)
    write(folder / "index.html", front_page(folder))
    for path in GUIDE:
        write(folder / guide_name(path), guide_page(path))
    for before, path, after in zip([None, *PATHS], PATHS, [*PATHS[1:], None], strict=False):
        write(folder / f"{path.stem}.html", notebook_page(path, before, after))
    for path in PATHS:
        if path.stem in slides.DECKS:
            slides.export(path, folder / "slides")


def write(path, text):
    """Save a page with the same line endings on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def notebook_page(path, before, after):
    """Render a notebook as a page with links to its neighbours."""
    cells = read(path)
    made = BeautifulSoup("".join(cell.text for cell in cells), "html.parser")
    sections = [(heading["id"], heading.decode_contents()) for heading in made.find_all("h2")]
    neighbours = {"before": before and before.stem, "after": after and after.stem}
    return page("notebook.html", path.stem, TITLES[path.stem], cells=cells, sections=sections, **neighbours)


def guide_page(path):
    """Render a page of the teachers' guide."""
    made = BeautifulSoup(markdown(path.read_text(encoding="utf-8")), "html.parser")
    for heading in made.find_all(["h2", "h3"]):
        heading["id"] = heading["id"].lower()  # as in the links between the guide's pages
    for link in made.find_all("a", href=re.compile(r"^\.\./")):
        link.unwrap()  # what it leads to is in the repository, and not on the site
    return page("front.html", Path(guide_name(path)).stem, made.h1.get_text(), text=str(made), sections=[])


def front_page(folder):
    """Render the front page from README.md, and copy the files that it links or shows into `folder`."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    top, *parts = re.split(r"(?m)^(?=## )", text)
    parts = {part.splitlines()[0].removeprefix("## "): part for part in parts}
    made = BeautifulSoup(markdown("\n".join([top, *(parts[name] for name in SECTIONS)])), "html.parser")
    for tag, name in (("img", "src"), ("a", "href")):
        for element in made.find_all(tag):
            file = ROOT / element[name]
            if not re.match(r"#|\w+:", element[name]) and file.is_file():
                copy = file.name if file.suffix else f"{file.name}.txt"
                shutil.copy(file, folder / copy)
                element[name] = copy
    return page("front.html", "index", made.h1.get_text(), text=str(made), sections=[])


def page(template, name, title, **values):
    """Fill in a template for the page `name`.html."""
    return TEMPLATES.get_template(template).render(name=name, title=title, titles=TITLES, decks=slides.DECKS, **values)


if __name__ == "__main__":
    main()
