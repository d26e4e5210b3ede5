# METADATA
# scope: package
# title: What several controls of the pack ask alike
# description: |
#   Who owes what, who is exempt, deadlines in working days. A condition holds only when the facts it rests on are
#   there, so a duty whose exemption cannot be judged does not apply, and nothing unknown exempts anybody.
package mica.shared

import data.lib.calendar
import data.lib.facts

# METADATA
# title: The entity acts in a role
has_role(name) if name in facts.list("entity.mica_roles")

# METADATA
# title: The entity holds a licence
has_licence(name) if facts.string("entity.licence") == name

# METADATA
# title: An offer under Title II that owes a white paper
offers if {
	has_role("offeror_other")
	is_open_offer
}

# METADATA
# title: No exemption of Art. 4(2)-(3) holds
# description: An intention to be traded takes every exemption away (Art. 4(4)), whatever else is known.
# scope: document
is_open_offer if facts.boolean("offer.intends_admission_to_trading")

is_open_offer if {
	facts.number("offer.persons_per_member_state_max") >= 150
	facts.number("offer.total_consideration_12m_eur") > 1000000
	facts.boolean("offer.qualified_investors_only") == false
	facts.value("offer.art4_3_exemption") in {null, ""}
}

# METADATA
# title: The facts an exemption of a Title II offer is judged by
offer_facts := {
	"entity.mica_roles",
	"offer.art4_3_exemption",
	"offer.intends_admission_to_trading",
	"offer.persons_per_member_state_max",
	"offer.qualified_investors_only",
	"offer.total_consideration_12m_eur",
}

# METADATA
# title: Art. 16(2) exempts the issuer of an asset-referenced token
# scope: document
is_art_exempt if facts.number("issuer.avg_outstanding_12m_eur") <= 5000000

is_art_exempt if facts.boolean("issuer.qualified_investors_only")

# METADATA
# title: Issuer of an asset-referenced token that Art. 16(2) is known not to exempt
issues_art if {
	has_role("art_issuer")
	facts.number("issuer.avg_outstanding_12m_eur") > 5000000
	facts.boolean("issuer.qualified_investors_only") == false
}

# METADATA
# title: The facts the exemption of Art. 16(2) is judged by
art_facts := {"entity.mica_roles", "issuer.avg_outstanding_12m_eur", "issuer.qualified_investors_only"}

# METADATA
# title: Anybody who owes a white paper
# description: An issuer whom Art. 16(2) exempts from authorisation still owes one.
# scope: document
owes_whitepaper if offers

owes_whitepaper if has_issuer_role

# METADATA
# title: Issuer of an asset-referenced or an e-money token
# scope: document
has_issuer_role if has_role("art_issuer")

has_issuer_role if has_role("emt_issuer")

# METADATA
# title: Electronic-money institution whose e-money token is significant
is_significant_emi if {
	has_role("emt_issuer")
	has_licence("emi")
	facts.boolean("token.significant")
}

# METADATA
# title: Electronic-money institution whose e-money token is known not to be significant
is_ordinary_emi if {
	has_role("emt_issuer")
	has_licence("emi")
	facts.boolean("token.significant") == false
}

# METADATA
# title: Issuer whose token's use Art. 22 and 23 watch
# description: Asset-referenced tokens, and e-money tokens in a currency that is not one of a Member State (Art. 58(3)).
# scope: document
is_watched if has_role("art_issuer")

is_watched if {
	has_role("emt_issuer")
	facts.boolean("token.eu_official_currency") == false
}

# METADATA
# title: Whoever keeps a reserve under Articles 36 to 38
# description: An issuer exempt under Art. 16(2) is held to be outside Articles 35 to 38.
# scope: document
keeps_reserve if issues_art

keeps_reserve if is_significant_emi

# METADATA
# title: The facts that say whether a reserve is kept
reserve_facts := art_facts | {"entity.licence", "token.significant"}

# METADATA
# title: A crypto-asset service provider with one of these services
serves(services) if {
	has_role("casp")
	some service in facts.list("casp.services")
	service in services
}

# METADATA
# title: A provider whose services concern a kind of token
services_token(kind) if {
	has_role("casp")
	kind in facts.list("casp.services_relate_to")
}

# METADATA
# title: The facts that say what a provider does
service_facts := {"casp.services", "entity.mica_roles"}

# METADATA
# title: The list at a path holds all of these points
covers(path, points) if count(points - {point | some point in facts.list(path)}) == 0

# METADATA
# title: All facts at these paths are true
all_true(paths) if {
	every path in paths {
		facts.boolean(path)
	}
}

# METADATA
# title: A number no greater than another
is_at_most(value, limit) if {
	is_number(value)
	value <= limit
}

# METADATA
# title: A number no less than another
is_at_least(value, limit) if {
	is_number(value)
	value >= limit
}

# METADATA
# title: The working day so many after a date, by the holidays of the sheet
# description: Undefined when the sheet tells of no holidays; a country without any has an empty list.
working_days_after(date, n) := calendar.add_working_days(date, n, holidays) if {
	holidays := facts.value("calendar.eu_public_holidays")
	is_array(holidays)
}

# METADATA
# title: At least so many working days lie between the dates at two paths
has_notice(from, n, to) if not_after(working_days_after(facts.date(from), n), facts.date(to))

# METADATA
# title: A date on or before another; false when either is none
not_after(date, limit) if calendar.days_between(date, limit) >= 0

# METADATA
# title: Nothing is filed at a path and its last day is not past
is_waiting(path, deadline) if {
	facts.missing(path)
	not_after(facts.date("as_of"), deadline)
}

# METADATA
# title: Filed at a path by its last day, or not yet due
# scope: document
is_filed(path, deadline) if not_after(facts.date(path), deadline)

is_filed(path, deadline) if is_waiting(path, deadline)

# METADATA
# title: Redeemed free of charge, or under a recovery plan
# scope: document
is_free_redemption if facts.number("redemption.fee_eur") == 0

is_free_redemption if facts.boolean("redemption.recovery_plan_active")

# METADATA
# title: An amount in cents, so that shares of it are compared exactly
cents(amount) := round(amount * 100)

# METADATA
# title: Own funds cover a percentage of the average reserve with the authority's add-on
# description: The add-on is at most 20 % (Art. 35(3)).
covers_reserve(percent) if {
	addon := facts.number("issuer.nca_addon_pct")
	addon >= 0
	addon <= 20
	required := (cents(facts.number("issuer.avg_reserve_6m_eur")) * percent) * (100 + addon)
	cents(facts.number("issuer.own_funds_eur")) * 10000 >= required
}

# METADATA
# title: What a report on significance must tell
report_facts := {
	"first_report": "boolean",
	"holders": "number",
	"value_eur": "number",
	"tx_per_day": "number",
	"tx_value_per_day_eur": "number",
	"gatekeeper": "boolean",
	"international": "boolean",
	"interconnected": "boolean",
	"multi": "boolean",
}

# METADATA
# title: The reports and, once they indicate significance, whether the token is run as significant
# scope: document
significance_needs contains concat("", ["token.significance_reports[*].", name]) if some name, _ in report_facts

significance_needs contains "token.significant" if is_indicated

# METADATA
# title: Not indicated as significant, or run as such
# scope: document
is_significance_settled if {
	are_reports_sound
	not is_indicated
}

is_significance_settled if {
	are_reports_sound
	facts.boolean("token.significant")
}

are_reports_sound if {
	every report in facts.list("token.significance_reports") {
		every name, type in report_facts {
			type_name(report[name]) == type
		}
	}
}

# METADATA
# title: Three criteria in the first report, or in two that follow one another
# scope: document
is_indicated if {
	some report in facts.list("token.significance_reports")
	report.first_report == true
	criteria_met(report) >= 3
}

is_indicated if {
	reports := facts.list("token.significance_reports")
	some i in numbers.range(1, count(reports) - 1)
	criteria_met(reports[i - 1]) >= 3
	criteria_met(reports[i]) >= 3
}

# Strictly more than each threshold; the two of transactions count together as one criterion (Art. 43(1)).
criteria_met(report) := count([met | some met in met_by(report); met])

met_by(report) := [
	report.holders > 10000000,
	report.value_eur > 5000000000,
	is_busy(report),
	report.gatekeeper == true,
	report.international == true,
	report.interconnected == true,
	report.multi == true,
]

default is_busy(_) := false

is_busy(report) if {
	report.tx_per_day > 2500000
	report.tx_value_per_day_eur > 500000000
}
