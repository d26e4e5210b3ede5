package lib.facts_test

import data.lib.facts

sheet := {
	"as_of": "2026-09-01",
	"params": {"days": 30, "text": "thirty", "nothing": null, "off": false},
	"entity": {"name": "x", "licence": null, "staff": 3, "listed": false, "roles": ["casp"]},
	"incident": {"at": "2026-03-28T22:00:00+01:00", "on": "2026-03-28", "never": "2026-02-30"},
	"releases": [{"tag": "1", "build": {"level": 3}}, {"tag": null, "build": {"level": 2}}],
	"words": ["a", null],
	"odd": [1, {"tag": "1"}],
	"empty": [],
}

values := {
	"entity.name": "x",
	"entity.listed": false,
	"entity.licence": null,
	"entity.roles.0": null,
	"entity.name.first": null,
	"nothing.at.all": null,
	"releases[*].build.level": [3, 2],
	"releases[*].tag": ["1", null],
	"releases[*].build.level.deeper": [null, null],
	"words[*]": ["a", null],
	"odd[*].tag": [null, "1"],
	"empty[*].tag": [],
	"entity[*].tag": null,
	"nothing[*].tag": null,
}

test_value[path] if {
	some path, expected in values
	facts.value(path) == expected with input as sheet
}

test_present_and_missing[path] if {
	some path, present in {
		"entity.name": true,
		"entity.listed": true,
		"entity.licence": false,
		"nothing": false,
		"releases[*].build.level": true,
		"releases[*].tag": false,
		"words[*]": false,
		"empty[*].tag": true,
		"entity[*].tag": false,
		"releases[*].build[*].level": false,
	}
	found := {path | facts.present(path)} with input as sheet
	absent := {path | facts.missing(path)} with input as sheet
	[count(found), count(absent)] == {true: [1, 0], false: [0, 1]}[present]
}

test_list[path] if {
	some path, expected in {"entity.roles": ["casp"], "entity.name": [], "entity.licence": [], "nothing": []}
	facts.list(path) == expected with input as sheet
}

# For each reader the one path of the right type; it reads none of the others.
readers := {"number": "entity.staff", "boolean": "entity.listed", "date": "incident.on", "datetime": "incident.at"}

paths := {
	"entity",
	"entity.licence",
	"entity.listed",
	"entity.roles",
	"entity.staff",
	"incident.at",
	"incident.on",
	"nothing",
}

read("number", path) := facts.number(path)

read("boolean", path) := facts.boolean(path)

read("date", path) := facts.date(path)

read("datetime", path) := facts.datetime(path)

test_readers_take_one_type[type] if {
	some type, right in readers
	found := {path: value |
		some path in paths
		value := read(type, path)
	} with input as sheet
	found == {right: facts.value(right)} with input as sheet
}

test_string_reads_strings if {
	facts.string("entity.name") == "x" with input as sheet
	not facts.string("entity.staff") with input as sheet
}

test_dates_are_of_the_calendar if {
	not facts.date("incident.never") with input as sheet
	not facts.is_date(20260328)
	facts.is_date("2028-02-29")
}

test_param[note] if {
	some note, [name, otherwise, expected] in {
		"given": ["days", 10, 30],
		"null": ["nothing", 10, 10],
		"absent": ["unheard", 10, 10],
		"false is a value": ["off", true, false],
	}
	facts.param(name, otherwise) == expected with input as sheet
}

test_param_of_another_type_is_undefined if {
	not facts.param("text", 10) with input as sheet
	not facts.param("days", "10") with input as sheet
}

test_defaults_of_the_day_give_way_to_the_sheet if {
	told := object.union(sheet, {"$defaults": {"days": 90, "nothing": 60, "hours": 72}})
	facts.param("days", 10) == 30 with input as told
	facts.param("nothing", 10) == 60 with input as told
	facts.param("hours", 10) == 72 with input as told
	facts.param("unheard", 10) == 10 with input as told
}

test_param_without_params if facts.param("days", 10) == 10 with input as {"params": null}
