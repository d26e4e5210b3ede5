"""Categories of spec items, and the matrix that leads from provisions to controls, spec items, tasks and audits."""
