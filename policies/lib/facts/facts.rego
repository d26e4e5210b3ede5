# METADATA
# scope: package
# title: Facts of a sheet, read by dotted paths and by type
# description: |
#   OPA compares values of all types with one another (null < boolean < number < string), so a control asks for a value
#   of a type and gets nothing when the sheet holds another. One `[*]` in a path stands for every element of a list.
package lib.facts

# METADATA
# title: The value at a path, null when it is absent
# description: A path with `[*]` gives one value for each element; null when there is no list, or a second `[*]`.
value(path) := value_of(path) if {
	not contains(path, "[*]")
} else := [member_of(element, trim_prefix(member, ".")) | some element in elements] if {
	[head, member] := split(path, "[*]")
	elements := value_of(head)
	is_array(elements)
} else := null

# METADATA
# title: The array at a path, [] when there is none
# scope: document
list(path) := elements if {
	elements := value_of(path)
	is_array(elements)
}

list(path) := [] if not is_array(value_of(path))

# METADATA
# title: The number at a path; undefined for anything else
number(path) := found if {
	found := value_of(path)
	is_number(found)
}

# METADATA
# title: The string at a path; undefined for anything else
string(path) := found if {
	found := value_of(path)
	is_string(found)
}

# METADATA
# title: The boolean at a path; undefined for anything else
boolean(path) := found if {
	found := value_of(path)
	is_boolean(found)
}

# METADATA
# title: The date (YYYY-MM-DD, 1678 to 2261) at a path; undefined for anything else
date(path) := found if {
	found := string(path)
	is_date(found)
}

# METADATA
# title: The instant (RFC 3339 with an offset) at a path; undefined for anything else
datetime(path) := found if {
	found := string(path)
	_ := time.parse_rfc3339_ns(found)
}

# METADATA
# title: Something other than null stands at the path
present(path) if not missing(path)

# METADATA
# title: Nothing or null stands at the path, or in any element when the path has `[*]`
# scope: document
missing(path) if value(path) == null

missing(path) if {
	contains(path, "[*]")
	null in value(path)
}

# METADATA
# title: A parameter of the sheet; else its default of that day; else what the control takes otherwise
# description: |
#   The judge hands in as `$defaults` what the packs' manifests give for the day. Undefined when the value is of another
#   type than the one taken otherwise.
# scope: document
param(name, otherwise) := given if {
	given := parameter(name)
	type_name(given) == type_name(otherwise)
}

param(name, otherwise) := otherwise if parameter(name) == null

parameter(name) := own if {
	own := object.get(input, ["params", name], null)
	own != null
}

parameter(name) := object.get(input, ["$defaults", name], null) if object.get(input, ["params", name], null) == null

# METADATA
# title: The text is a date of the calendar
is_date(text) if {
	is_string(text)
	_ := time.parse_ns("2006-01-02", text)
}

value_of(path) := object.get(input, split(path, "."), null)

member_of(element, "") := element

member_of(element, path) := object.get(element, split(path, "."), null) if {
	path != ""
	is_object(element)
}

member_of(element, path) := null if {
	path != ""
	not is_object(element)
}
