# METADATA
# scope: package
# title: From a control's answers to its verdict
# description: |
#   The one order in which every control is decided: is it in force, does it apply, is the evidence there, is it met.
package lib.verdict

import data.lib.facts

# METADATA
# title: The decision of a control
# description: |
#   `chain` is `rego.metadata.chain()` of the control's entry point. `control` holds `applies` (boolean), `needs` and
#   `uses` (sets of paths), `passes` (boolean) and, for a pass that waits for a deadline, `due` (YYYY-MM-DD).
#
#   The decision is `{control_id, verdict, reason, missing, reads}`, with `due` when it waits. `reads` names facts by
#   their paths; whoever asked has the sheet and looks the values up.
of(chain, control) := object.union(settled, {"control_id": custom.control_id}) if {
	custom := [link.annotations.custom | some link in chain; link.annotations.scope == "package"][0]
	settled := settle(custom, control)
}

# Each line holds only where none above it does.
settle(custom, control) := {
	"verdict": "fail",
	"reason": "evidence_missing",
	"missing": ["as_of"],
	"reads": ["as_of"],
} if {
	not facts.date("as_of")
} else := {"verdict": "not_applicable", "reason": "not_in_force", "missing": [], "reads": ["as_of"]} if {
	not in_force(custom)
} else := object.union(decided(control), {"reads": (control.needs | control.uses)})

decided(control) := {"verdict": "not_applicable", "reason": "not_in_scope", "missing": []} if {
	control.applies != true
} else := {"verdict": "fail", "reason": "evidence_missing", "missing": absent} if {
	absent := [path | some path in control.needs; facts.missing(path)]
	count(absent) > 0
} else := {"verdict": "fail", "reason": "requirement_not_met", "missing": []} if {
	control.passes != true
} else := {"verdict": "pass", "reason": "pending", "missing": [], "due": control.due} if {
	facts.is_date(control.due)
} else := {"verdict": "pass", "reason": "requirement_met", "missing": []}

in_force(custom) if {
	as_of := facts.date("as_of")
	object.get(custom, "effective_from", "") <= as_of
	as_of <= object.get(custom, "effective_to", "9999-12-31")
}
