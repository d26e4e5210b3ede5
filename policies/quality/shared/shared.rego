# METADATA
# scope: package
# title: What several controls of the pack ask alike
# description: Scope, and shares of counts.
package quality.shared

import data.lib.facts

# METADATA
# title: The project's sources were indexed
is_indexed if facts.boolean("quality.indexed")

# METADATA
# title: At least so many per cent of a whole; false when a count contradicts the other
at_least(part, whole, percent) if {
	part >= 0
	part <= whole
	100 * part >= percent * whole
}

# METADATA
# title: At most so many per cent of a whole; false when a count contradicts the other
at_most(part, whole, percent) if {
	part >= 0
	part <= whole
	100 * part <= percent * whole
}
