# METADATA
# scope: package
# title: Processor contracts
# description: |
#   Every processor is bound by a signed contract that makes it tell of breaches and ask before it passes work on.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-28-PROCESSOR
#   pack: privacy
#   category: data_protection
#   severity: high
#   citation: Art. 28(3), 28(9); Art. 33(2)
#   effective_from: "2018-05-25"
#   status: attested
#   remediation: Sign or amend the DPA.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_28_processor

import data.lib.facts
import data.lib.verdict

clauses := {"dpa_signed", "breach_notice_clause", "subprocessor_control"}

default applies := false

applies if count(facts.list("privacy.processors")) > 0

needs contains sprintf("privacy.processors[*].%s", [clause]) if some clause in clauses

uses := {"privacy.processors"}

default passes := false

passes if {
	every processor in facts.list("privacy.processors") {
		every clause in clauses {
			processor[clause] == true
		}
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
