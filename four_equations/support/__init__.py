"""What the course needs beside its subject: threads of BLAS, interruptions, missing names, the Jupyter server."""
