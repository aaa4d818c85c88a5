package fix

const newStatement = "{\n  Sid = \"New\"\n}"

var listCases = []editCase{{
	"list of objects",
	"a {\n  p = jsonencode({\n    S = [\n      {\n        Sid = \"Old\"\n      }\n    ]\n  })\n}\n",
	"a {\n  p = jsonencode({\n    S = [\n      {\n        Sid = \"Old\"\n      },\n      {\n        Sid = \"New\"\n      }\n    ]\n  })\n}\n",
	list(newStatement),
}, {
	"list with a trailing comma and comments",
	"a {\n  p = {\n    S = [ # list\n      # old\n      1, # one\n      # end\n    ]\n  }\n}\n",
	"a {\n  p = {\n    S = [ # list\n      # old\n      1, # one\n      2,\n      3,\n      # end\n    ]\n  }\n}\n",
	list("2", " 3\n"),
}, {
	"list without a trailing comma and with comments",
	"a {\n  p = {\n    S = [\n      1 /* one\n      */ # uno\n\n      // end\n    ] # list\n  }\n}\n",
	"a {\n  p = {\n    S = [\n      1, /* one\n      */ # uno\n      2,\n      3\n\n      // end\n    ] # list\n  }\n}\n",
	list("2", "3"),
}, {
	"list with a comma on the next line",
	"a {\n  p = {\n    S = [\n      1\n      , # c\n    ]\n  }\n}\n", "a {\n  p = {\n    S = [\n      1\n      , # c\n      2,\n    ]\n  }\n}\n", list("2"),
}, {
	"list in one line",
	"a {\n  p = { S = [{ Sid = \"Old\" }], V = 1 }\n}\n", "a {\n  p = { S = [{ Sid = \"Old\" }, {\n    Sid = \"New\"\n  }], V = 1 }\n}\n",
	list(newStatement),
}, {
	"list in one line with comments", "a {\n  p = { S = [1 /* [ */, /* ] */ ] }\n}\n", "a {\n  p = { S = [1 /* [ */, /* ] */ 2, 3, ] }\n}\n", list("2", "3"),
}, {
	"list in one line with a comment before the bracket", "a {\n  p = { S = [1 /* [ */] }\n}\n", "a {\n  p = { S = [1, /* [ */ 2] }\n}\n", list("2"),
}, {
	"list whose brackets hug its objects",
	"a {\n  p = {\n    S = [{\n      Sid = \"Old\"\n    }]\n  }\n}\n",
	"a {\n  p = {\n    S = [{\n      Sid = \"Old\"\n      }, {\n      Sid = \"New\"\n    }]\n  }\n}\n",
	list(newStatement),
}, {
	"list in parentheses", "a {\n  p = {\n    S = (( # c\n      [1]\n    ))\n  }\n}\n", "a {\n  p = {\n    S = (( # c\n      [1, 2]\n    ))\n  }\n}\n", list("2"),
}, {
	"list of other expressions",
	"a {\n  p = { S = [b ? c : (d), (1) + (2)] }\n}\n", "a {\n  p = { S = [b ? c : (d), (1) + (2), 2] }\n}\n", list("2"),
}, {
	"list under a quoted key with a colon", "a {\n  p = { \"S\" : [1] }\n}\n", "a {\n  p = { \"S\" : [1, 2] }\n}\n", list("2"),
}, {
	"list after a heredoc with a comma",
	"a {\n  p = { S = [<<E\n]\nE\n  , ] }\n}\n", "a {\n  p = { S = [<<E\n]\nE\n  , 2, ] }\n}\n", list("2"),
}, {
	"list that is empty",
	"a {\n  p = {\n    S = []\n  }\n}\n", "a {\n  p = {\n    S = [\n      {\n        Sid = \"New\"\n      },\n      2\n    ]\n  }\n}\n", list(newStatement, "2"),
}, {
	"list that is blank", "a {\n  p = {\n    S = [  ]\n  }\n}\n", "a {\n  p = {\n    S = [\n      2\n    ]\n  }\n}\n", list("2"),
}, {
	"list of comments",
	"a {\n  p = {\n    S = [ # one\n\n      /* two */ ]\n  }\n}\n", "a {\n  p = {\n    S = [ # one\n\n      /* two */\n      2\n    ]\n  }\n}\n", list("2"),
}, {
	"list of a line end", "a {\n  p = {\n    S = [\n    ]\n  }\n}\n", "a {\n  p = {\n    S = [\n      2\n    ]\n  }\n}\n", list("2"),
}, {
	"list with CRLF and a byte order mark",
	"⊕a {␍\n  p = {␍\n    S = [␍\n      1 # one␍\n    ]␍\n  }␍\n}␍\n",
	"a {␍\n  p = {␍\n    S = [␍\n      1, # one␍\n      {␍\n        Sid = \"New\"␍\n      }␍\n    ]␍\n  }␍\n}␍\n",
	list(newStatement),
}, {
	"list in a template", "a {\n  p = \"${jsonencode({ S = [] })}\"\n}\n", "a {\n  p = \"${jsonencode({ S = [\n    2\n  ] })}\"\n}\n", list("2"),
}, {
	"list of nothing new", "a {\n  p = { S = [1] }\n}\n", "a {\n  p = { S = [1] }\n}\n", list(),
}, {
	"object made a list",
	"a {\n  p = {\n    S = {\n      Sid = \"Old\" # c\n    } # d\n    V = 1\n  }\n}\n",
	"a {\n  p = {\n    S = [\n      {\n        Sid = \"Old\" # c\n      },\n      {\n        Sid = \"New\"\n      },\n      2\n    ] # d\n    V = 1\n  }\n}\n",
	list(newStatement, "2"),
}, {
	"object in one line and parentheses made a list", "a {\n  p = { S = ({ b = 1 }) }\n}\n", "a {\n  p = { S = ([\n    { b = 1 },\n    2\n  ]) }\n}\n", list("2"),
}}

const newJSON = "{\n  \"Sid\": \"New\",\n  \"Resource\": [\n    \"${c[\"d\"].arn}/*\"\n  ]\n}"

var jsonCases = []editCase{{
	"JSON list",
	"a {\n  p = <<EOF\n{\n    \"V\": \"1\",\n    \"S\": [\n        {\n            \"Sid\": \"${b}]\"\n        }\n    ]\n}\nEOF\n}\n",
	"a {\n  p = <<EOF\n{\n    \"V\": \"1\",\n    \"S\": [\n        {\n            \"Sid\": \"${b}]\"\n        },\n        {\n            \"Sid\": \"New\",\n" +
		"            \"Resource\": [\n                \"${c[\"d\"].arn}/*\"\n            ]\n        }\n    ]\n}\nEOF\n}\n",
	text(newJSON),
}, {
	"JSON list with tabs, stripped indentation and several new",
	"a {\n  p = <<-EOF\n\t\t{\n\t\t\t\"S\": [\n\t\t\t\t1, ${b},\n\t\t\t\t[\"}\"]\n\t\t\t]\n\t\t}\n  EOF\n}\n",
	"a {\n  p = <<-EOF\n\t\t{\n\t\t\t\"S\": [\n\t\t\t\t1, ${b},\n\t\t\t\t[\"}\"],\n\t\t\t\t{\n\t\t\t\t\t\"Sid\": \"New\"\n\t\t\t\t},\n\t\t\t\t2\n\t\t\t]\n\t\t}\n  EOF\n}\n",
	text("{\n  \"Sid\": \"New\"\n}", "2"),
}, {
	"JSON list whose brackets hug its objects",
	"a {\n  p = <<EOF\n{\n  \"S\": [{\n    \"Sid\": 1\n  }, {\n    \"Sid\": \"\\\"]\"\n  }]\n}\nEOF\n}\n",
	"a {\n  p = <<EOF\n{\n  \"S\": [{\n    \"Sid\": 1\n  }, {\n    \"Sid\": \"\\\"]\"\n  }, {\n    \"Sid\": 2\n  }]\n}\nEOF\n}\n",
	text("{\n  \"Sid\": 2\n}"),
}, {
	"JSON list of one line in several",
	"a {\n  p = <<EOF\n{\n  \"S\": [{\"Sid\": 1}]\n}\nEOF\n}\n", "a {\n  p = <<EOF\n{\n  \"S\": [{\"Sid\": 1}, {\"Sid\": [2, \"a, b\"]}]\n}\nEOF\n}\n",
	text("{\n  \"Sid\": [ 2,\n  \"a, b\" ]\n}"),
}, {
	"JSON in one line",
	"a {\n  p = <<EOF\n{\"V\":\"$${b}\",\"S\":[{\"Sid\":\"Old\"}]}\nEOF\n}\n",
	"a {\n  p = <<EOF\n{\"V\":\"$${b}\",\"S\":[{\"Sid\":\"Old\"},{\"Sid\":\"New\",\"Resource\":[\"${c[\"d\"].arn}/*\"]},2]}\nEOF\n}\n",
	text(newJSON, "2"),
}, {
	"JSON empty list in one line", "a {\n  p = <<EOF\n{\"S\": [ ]}\nEOF\n}\n", "a {\n  p = <<EOF\n{\"S\": [{\"Sid\": 2}, 3]}\nEOF\n}\n", text(`{"Sid": 2}`, "3"),
}, {
	"JSON empty list in several",
	"a {\n  p = <<EOF\n  {\n      \"S\": []\n  }\nEOF\n}\n",
	"a {\n  p = <<EOF\n  {\n      \"S\": [\n          {\n              \"Sid\": 2\n          },\n          3\n      ]\n  }\nEOF\n}\n",
	text("{\n\"Sid\": 2\n\n}", "3"),
}, {
	"JSON blank list in several, without indentation",
	"a {\n  p = <<EOF\n{ \"S\": [\n] }\nEOF\n}\n", "a {\n  p = <<EOF\n{ \"S\": [\n  2\n] }\nEOF\n}\n", text("2"),
}, {
	"JSON object made a list",
	"a {\n  p = <<EOF\n{\n  \"S\": {\n    \"Sid\": \"Old\"\n  },\n  \"V\": 1\n}\nEOF\n}\n",
	"a {\n  p = <<EOF\n{\n  \"S\": [{\n    \"Sid\": \"Old\"\n  }, {\n    \"Sid\": \"New\"\n  }],\n  \"V\": 1\n}\nEOF\n}\n",
	text("{\n  \"Sid\": \"New\"\n}"),
}, {
	"JSON object in one line made a list", "a {\n  p = <<EOF\n{\"S\":{}}\nEOF\n}\n", "a {\n  p = <<EOF\n{\"S\":[{},{\"Sid\":\"New\"}]}\nEOF\n}\n", text("{\n  \"Sid\": \"New\"\n}"),
}, {
	"JSON with interpolated values and joined lists",
	"a {\n  p = <<EOF\n{\"V\": ${b}, \"U\": \"%% $$ ${\"%{if b == \"3\"}]%{endif}\"}\", \"W\": ${ jsonencode([\"}\"]) }, \"S\": [ ${b}, {\"A\": [ ${join(\",\", formatlist(\"\\\"%s\\\"\", [\"c\"]))} ]} ]}\nEOF\n}\n",
	"a {\n  p = <<EOF\n{\"V\": ${b}, \"U\": \"%% $$ ${\"%{if b == \"3\"}]%{endif}\"}\", \"W\": ${jsonencode([\"}\"])}, \"S\": [ ${b}, {\"A\": [ ${join(\",\", formatlist(\"\\\"%s\\\"\", [\"c\"]))} ]}, 2 ]}\nEOF\n}\n",
	text("2"),
}, {
	"JSON in a quoted string",
	`a {` + "\n" + `  p = "{\"S\":[{\"Sid\":\"\\u00fc\\\"]\u0022}]}"` + "\n}\n",
	`a {` + "\n" + `  p = "{\"S\":[{\"Sid\":\"\\u00fc\\\"]\u0022},{\"Sid\":\"\\\\ $${ ${c["d"].arn}\"}]}"` + "\n}\n",
	text(`{"Sid": "\\ $${ ${c["d"].arn}"}`),
}, {
	"JSON in a quoted string with escaped line ends and parentheses",
	`a {` + "\n" + `  p = ("{\r\n\t\"S\": [\r\n\t\t1\r\n\t]\r\n}\U0000000a")` + "\n}\n",
	`a {` + "\n" + `  p = ("{\r\n\t\"S\": [\r\n\t\t1,\r\n\t\t{\r\n\t\t\t\"Sid\": ${(` + "\n  3)}" + `\r\n\t\t}\r\n\t]\r\n}\U0000000a")` + "\n}\n",
	text("{\n  \"Sid\": ${(\n3)}\n}"),
}, {
	"JSON with CRLF and a byte order mark",
	"⊕a {␍\n  p = <<EOF␍\n{␍\n  \"S\": [␍\n    1␍\n  ]␍\n}␍\nEOF␍\n}␍\n",
	"a {␍\n  p = <<EOF␍\n{␍\n  \"S\": [␍\n    1,␍\n    {␍\n      \"Sid\": 2␍\n    }␍\n  ]␍\n}␍\nEOF␍\n}␍\n",
	text("{\n  \"Sid\": 2\n}"),
}, {
	"JSON of nothing new", "a {\n  p = \"{\\\"S\\\": []}\"\n}\n", "a {\n  p = \"{\\\"S\\\": []}\"\n}\n", text(),
}}
