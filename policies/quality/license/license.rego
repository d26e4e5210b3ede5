# METADATA
# scope: package
# title: An allowed licence is declared and its text stands in the tree
# description: |
#   The project says under which licence it is given, the licence is one of those allowed, and its text comes along.
# custom:
#   control_id: QUAL-LICENSE
#   pack: quality
#   category: licensing
#   severity: medium
#   citation: Project parameter; SPDX specification 3.0.1, licence list
#   effective_from: ""
#   status: automated
#   remediation: Declare an SPDX identifier in the manifest, add the text of the licence, or agree on another licence.
#   confidence: 1
#   source: threshold of this hub
#   audit_kinds: [license]
#   parameters:
#     quality_licenses_allowed:
#       default: [0BSD, Apache-2.0, BSD-2-Clause, BSD-3-Clause, EUPL-1.2, ISC, MIT, MPL-2.0]
#       unit: SPDX identifiers
package quality.license

import data.lib.facts
import data.lib.verdict
import data.quality.shared

default applies := false

applies if shared.is_indexed

needs := {"quality.license.declared", "quality.license.text_present"}

uses := {"params.quality_licenses_allowed", "quality.indexed"}

otherwise := ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "EUPL-1.2", "ISC", "MIT", "MPL-2.0"]

default passes := false

passes if {
	facts.string("quality.license.declared") in facts.param("quality_licenses_allowed", otherwise)
	facts.boolean("quality.license.text_present")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
