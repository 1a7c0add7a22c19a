"""Notebook 08: examine a network that does not learn as it should, name its fault, and treat it."""

from html import escape

import numpy as np

from mlp_core import _validation as validate

from ..clinic.diagnoses import DIAGNOSES
from ..clinic.examination import TESTS, Examination, cost
from ..clinic.patients import CASES
from ..clinic.runs import Run
from ..figures.patient_chart import clinic_picture
from .base import Panel, Player, buttons, choice, row

TOOLTIPS = {
    "Gradient check": "Compare every array of backward with central differences, at the first weights",
    "Ten by heart": "Train a copy on ten samples only",
    "Other rates": "Train copies from the same start at a tenth of the rate, at the rate, at ten times the rate",
    "Data": "The size of the inputs, and whether neighbours have the same label",
    "Weights": "The spread of the first weights of each layer",
}


class fault_clinic(Panel):
    """Patients, one after another: networks that learn the spiral, healthy or with one fault.

    Play and Step train the patient; tests are made on copies with the initial weights. Diagnose says what speaks for a
    diagnosis and what against it. Treat trains again from the start without the fault, beside the old curves. `patient`
    names the first one, which is not shown. `seed` determines the weights and the order of the patients. The panel
    starts when the first patient has trained for `trained` epochs.
    """

    def __init__(self, patient=None, seed=0, trained=0):
        super().__init__("Fault clinic")
        self.seed = validate.whole_number("seed", seed, at_least=0)
        if patient is not None:
            validate.one_of("patient", patient, CASES)
        order = np.random.default_rng(seed).permutation(list(CASES)).tolist()
        self.waiting = sorted(order, key=lambda name: name != patient)  # `patient` first, the others in this order
        self.first_attempts = {}  # whether the first diagnosis of each patient was right
        tooltip = "Train, or pause the training"
        self.play = Player(self, self.frame, tooltip, lambda: [run.epoch for run in self.runs], self.rewind)
        self.step = self.button("Step", "step-forward", "Train one epoch", self.one_epoch)
        self.reset = self.button(
            "Reset", "undo", "The same patient from the start, untreated", lambda: self.admit(self.at)
        )
        self.next = self.button("Next patient", "arrow-right", "Another network", lambda: self.admit(self.at + 1))
        self.tests = [self.button(test, "", TOOLTIPS[test], lambda test=test: self.take(test)) for test in TESTS]
        names = [("choose one", ""), *((diagnosis.name, key) for key, diagnosis in DIAGNOSES.items())]
        self.choice = choice("diagnosis", "", names)
        self.choice.style.description_width, self.choice.layout.width = "initial", "26em"
        self.diagnose = self.button("Diagnose", "check", "The evidence for this diagnosis, and against it", self.judge)
        self.treat = self.button("Treat", "plus", "Train it again from the start without the fault", self.cure)
        runs, treatment = buttons(self.play, self.step, self.reset, self.next), buttons(self.diagnose, self.treat)
        self.children = [runs, buttons(*self.tests), row(self.choice, treatment), self.stage]
        self.admit(0)
        if validate.whole_number("trained", trained, at_least=0):
            self.train(trained)

    def admit(self, number):
        """Show the patient of this number untrained, untreated and untested; after the last comes the first."""
        self.play.pause()
        self.at = number % len(self.waiting)
        self.case = CASES[self.waiting[self.at]]
        treatment = DIAGNOSES[self.case.diagnosis].treatment  # "" for a healthy one
        self.treatment = treatment.format(lr=self.case.healthy.lr)
        self.examination = Examination(self.case.sick, self.seed)
        self.runs = [Run(self.case.sick, self.seed)]  # the treated follows the untreated
        self.results, self.news, self.choice.value = {}, "", ""
        self.treat.disabled = True
        self.draw()

    def frame(self):
        """Train for a fiftieth of the training, a few ms, so that the eye can follow."""
        self.train(self.case.healthy.epochs // 50)

    def one_epoch(self):
        self.play.pause()
        self.train(1)

    def train(self, epochs):
        """Train the run that is behind for so many epochs, or both if they are level. Then draw."""
        for _ in range(epochs):
            runs = [run for run in self.runs if not run.ended]
            fewest = min((run.epoch for run in runs), default=0)
            for run in runs:
                if run.epoch == fewest:
                    run.advance()
        if all(run.ended for run in self.runs):
            self.play.pause()
        self.draw()

    def rewind(self, epochs):
        for run, epoch in zip(self.runs, epochs, strict=True):
            run.epoch = epoch

    def take(self, test):
        """Make the test of this name; its result remains in the text."""
        self.news = self.results[test] = f"<b>{test}:</b> {TESTS[test](self.examination)}"
        self.draw()

    def judge(self):
        """Say what speaks for the chosen diagnosis, and what against it."""
        key, true = self.choice.value, self.case.diagnosis
        if not key:
            self.news = "Choose a diagnosis first."
        else:
            self.first_attempts.setdefault(self.waiting[self.at], key == true)
            self.news = self.confirm() if key == true else self.object_to(DIAGNOSES[key])
            self.treat.disabled = key != true or not self.treatment or len(self.runs) > 1
        self.draw()

    def confirm(self):
        diagnosis, mistake = DIAGNOSES[self.case.diagnosis], self.case.sick.mistake
        story = f" {mistake.__doc__}" if mistake else ""
        speaks_for = "; ".join(dict.fromkeys(diagnosis.judge(self.examination)[0]))
        first = next(iter(self.results), None)
        tests = f"You ran {len(self.results)} of the tests, first “{first}”" if first else "You ran no test"
        end = f"Treatment: {self.treatment}." if self.treatment else "There is nothing to treat."
        return (
            f"<b>Right: {diagnosis.name}.</b>{story} The evidence: {speaks_for}. "
            f"{tests}; what decides here is {diagnosis.decides}. <b>{end}</b>"
        )

    def object_to(self, diagnosis):
        speaks_for, against = diagnosis.judge(self.examination)
        expected, found = against[0]
        also = f" (It fits that {speaks_for[0]}.)" if speaks_for and speaks_for[0] != found else ""
        return f"<b>Not “{diagnosis.name}”.</b> It would mean that {expected}. But {found}.{also}"

    def cure(self):
        """Train again from the same start without the fault."""
        self.play.pause()
        self.treat.disabled = True
        self.runs.append(Run(self.case.healthy, self.seed))
        self.play.value = True

    def draw(self):
        """Show the picture and the words of the present state."""
        *before, run = self.runs
        right = self.first_attempts.values()
        score = f"Right at the first attempt: {sum(right)} of {len(right)}." if right else ""
        notes = [score, *(result for result in self.results.values() if result != self.news)]
        self.stage.show(clinic_picture(run, *before), _lines(self.status(run, *before), self.news), _lines(*notes))

    def status(self, run, untreated=None):
        setup, kind = run.setup, "treated"
        if not untreated:
            kind = f"{'-'.join(map(str, run.net.layers))} {setup.activation}, {setup.cost.replace('_', '-')} cost"
        words = f"Patient {self.at + 1} of {len(self.waiting)}, {kind}: epoch {run.epoch} of {setup.epochs}, "
        words += f"cost <b>{cost(run.costs[-1])}</b>, accuracy <b>{run.accuracies[-1]:.0%}</b>"
        if untreated:
            words += f" (untreated, after {untreated.epoch}: {untreated.accuracies[-1]:.0%})"
        return f"{words}. {escape(run.stopped)}"


def _lines(*lines):
    return "".join(f"<div>{line}</div>" for line in lines if line)
