package fix

var replaceCases = []editCase{{
	"set a value that is there", "a {\n  x = true # why\n}\n", "a {\n  x = true # why\n}\n", set("a", "x", "true"),
}, {
	"set a value that is there but for blanks", "a {\n  x = [1,2]\n}\n", "a {\n  x = [1, 2]\n}\n", set("a", "x", "[ 1,  2 ]"),
}, {
	"set keeps the comment on the line and the alignment",
	"a {\n  x   = \"AES256\" # old\n  yyy = 1 // one\n}\n",
	"a {\n  x   = \"aws:kms\" # old\n  yyy = 1         // one\n}\n",
	set("a", "x", `"aws:kms"`),
}, {
	"set keeps a comment before the value",
	"a {\n  x = /* b */ 1 /* a */\n}\n", "a {\n  x = /* b */ 2 /* a */\n}\n", set("a", "x", "2"),
}, {
	"set replaces parentheses", "a {\n  x = (\n    1\n  )\n}\n", "a {\n  x = 2\n}\n", set("a", "x", "2"),
}, {
	"set replaces a heredoc",
	"a {\n  x = <<EOT\none\nEOT\n  y = 1\n}\n", "a {\n  x = \"b\"\n  y = 1\n}\n", set("a", "x", `"b"`),
}, {
	"set replaces an indented heredoc with blanks after its marker",
	"a {\n  x = <<-EOT\n    one\n  EOT  \n}\n", "a {\n  x = \"b\"\n}\n", set("a", "x", `"b"`),
}, {
	"set replaces by a heredoc",
	"a {\n  x = 1\n  y = 1\n}\n", "a {\n  x = <<EOT\none\n  two\nEOT\n  y = 1\n}\n", set("a", "x", "<<EOT\none\n  two\nEOT\n"),
}, {
	"set replaces by several lines",
	"a {\n  b {\n    x = 1 # c\n  }\n}\n", "a {\n  b {\n    x = {\n      y = 2\n    } # c\n  }\n}\n", set("b", "x", "{\n  y = 2\n}"),
}, {
	"set in a one-line block", "a { x = 1 }\n", "a { x = 2 }\n", set("a", "x", "2"),
}, {
	"set after Unicode on the line", "a { x = /* ü👩‍👩‍👧 */ \"ü\" }\n", "a { x = /* ü👩‍👩‍👧 */ \"ö\" }\n", set("a", "x", `"ö"`),
}}

var insertCases = []editCase{{
	"set new after the last argument", "a {\n  x = 1\n}\n", "a {\n  x   = 1\n  new = true\n}\n", set("a", "new", "true"),
}, {
	"set new after a comment on the line",
	"a {\n  x = 1 # x\n}\nb {\n  x = 1 // x\n}\n", "a {\n  x   = 1 # x\n  new = 2\n}\nb {\n  x = 1 // x\n}\n", set("a", "new", "2"),
}, {
	"set new after a slash comment on the line", "a {\n  x = 1 // x\n}\n", "a {\n  x   = 1 // x\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new after several comments on the line",
	"a {\n  x = 1 /* x */ /**/ # y\n}\n", "a {\n  x   = 1 /* x */ /**/ # y\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new after a comment of two lines",
	"a {\n  x = 1 /* x\n  y */\n  z = 1\n\n  b {}\n}\n", "a {\n  x   = 1 /* x\n  y */\n  z   = 1\n  new = 2\n\n  b {}\n}\n", set("a", "new", "2"),
}, {
	"set new after a last comment of two lines",
	"a {\n  x = 1 /* x\n  # y */\n\n  b {}\n}\n", "a {\n  x   = 1 /* x\n  # y */\n  new = 2\n\n  b {}\n}\n", set("a", "new", "2"),
}, {
	"set new after a heredoc",
	"a {\n  x = <<EOT\n}\nEOT\n}\n", "a {\n  x = <<EOT\n}\nEOT\n\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new after an argument of several lines",
	"a {\n  x = [\n    1,\n  ]\n}\n", "a {\n  x = [\n    1,\n  ]\n\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new before nested blocks",
	"a {\n  provider = p\n\n  # about b\n  b {\n    x = 1\n  }\n  late = 1\n}\n",
	"a {\n  provider = p\n\n  new = 2\n\n  # about b\n  b {\n    x = 1\n  }\n  late = 1\n}\n",
	set("a", "new", "2"),
}, {
	"set new before depends_on",
	"a {\n  x = 1\n\n  # order\n  depends_on = [b.c]\n}\n", "a {\n  x   = 1\n  new = 2\n\n  # order\n  depends_on = [b.c]\n}\n", set("a", "new", "2"),
}, {
	"set new after depends_on alone",
	"a {\n  depends_on = [b.c]\n}\n", "a {\n  depends_on = [b.c]\n  new        = 2\n}\n", set("a", "new", "2"),
}, {
	"set new after nested blocks alone",
	"rule {\n  apply {\n    x = 1\n  } # end\n}\n", "rule {\n  apply {\n    x = 1\n  } # end\n  new = 2\n}\n", set("rule", "new", "2"),
}, {
	"set new between nested blocks and lifecycle",
	"a {\n  b {}\n\n  lifecycle {\n    x = 1\n  }\n}\n", "a {\n  b {}\n  new = 2\n\n  lifecycle {\n    x = 1\n  }\n}\n", set("a", "new", "2"),
}, {
	"set new after nested blocks and arguments",
	"a {\n  b {}\n  x = 1\n}\n", "a {\n  b {}\n  x   = 1\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new before a comment that ends the body",
	"a {\n  x = 1\n  # end\n}\n", "a {\n  x   = 1\n  new = 2\n  # end\n}\n", set("a", "new", "2"),
}, {
	"set new in a body of comments",
	"a { # one\n\n  # two\n  /* three */\n\n}\n", "a { # one\n\n  # two\n  /* three */\n  new = 2\n\n}\n", set("a", "new", "2"),
}, {
	"set new where a comment stands before the brace",
	"a {\n  /* two\n  */ }\n", "a {\n  /* two\n  */\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new of several lines",
	"a {\n  b {\n    x = 1\n  }\n}\n", "a {\n  b {\n    x = 1\n\n    new = {\n      y = 2\n    }\n  }\n}\n", set("b", "new", "{\n  y = 2\n}"),
}, {
	"set new as a heredoc",
	"a {\n  x = 1   \n}\n", "a {\n  x = 1\n\n  new = <<-EOT\n  one\n  EOT   \n}\n", set("a", "new", "<<-EOT\n  one\n  EOT"),
}, {
	"set two new",
	"a {\n  x = 1 # c\n}\n", "a {\n  x   = 1 # c\n  new = 2\n  old = 3\n}\n", both(set("a", "new", "2"), set("a", "old", "3")),
}}

var tagsCases = []editCase{{
	"set new before tags", "a {\n  x = 1\n\n  tags = {}\n}\n", "a {\n  x   = 1\n  new = 2\n\n  tags = {}\n}\n", set("a", "new", "2"),
}, {
	"set new before tags without an empty line", "a {\n  x    = 1\n  tags = {}\n}\n", "a {\n  x   = 1\n  new = 2\n\n  tags = {}\n}\n", set("a", "new", "2"),
}, {
	"set new after a named argument before tags",
	"a {\n  y    = 1\n  tags = {}\n  x    = 1\n}\n", "a {\n  y   = 1\n  new = 2\n\n  tags = {}\n  x    = 1\n}\n", setAfter("a", "new", "2", "y"),
}, {
	"set new before tags and their comment",
	"a {\n  x = 1 # x\n  # owners\n  tags = {\n    b = 1\n  }\n\n  lifecycle {}\n}\n",
	"a {\n  x   = 1 # x\n  new = 2\n\n  # owners\n  tags = {\n    b = 1\n  }\n\n  lifecycle {}\n}\n", set("a", "new", "2"),
}, {
	"set new before tags alone", "a { # a\n  # owners\n  tags = {}\n}\n", "a { # a\n  new = 2\n\n  # owners\n  tags = {}\n}\n", set("a", "new", "2"),
}, {
	"set new in a line of tags", "a { tags = {} }\n", "a {\n  tags = {}\n  new  = 2\n}\n", set("a", "new", "2"),
}, {
	"set two new before tags",
	"a {\n  x    = 1\n  tags = {}\n}\n", "a {\n  x   = 1\n  new = 2\n  old = 3\n\n  tags = {}\n}\n", both(set("a", "new", "2"), set("a", "old", "3")),
}, {
	"set two new before tags alone",
	"a {\n  tags = {}\n}\n", "a {\n  new = 2\n  old = 3\n\n  tags = {}\n}\n", both(set("a", "new", "2"), set("a", "old", "3")),
}, {
	"set new of several lines before tags",
	"a {\n  x = {\n    y = 1\n  }\n\n  tags = {}\n}\n", "a {\n  x = {\n    y = 1\n  }\n\n  new = {\n    y = 2\n  }\n\n  tags = {}\n}\n", set("a", "new", "{\n  y = 2\n}"),
}, {
	"set new after an argument of several lines to which the next one is glued",
	"a {\n  x = {\n    y = 1\n  }\n  depends_on = []\n}\n", "a {\n  x = {\n    y = 1\n  }\n  new        = 2\n  depends_on = []\n}\n", set("a", "new", "2"),
}, {
	"set new after count and before tags",
	"a {\n  count = 1\n\n  tags = {}\n}\n", "a {\n  count = 1\n\n  new = 2\n\n  tags = {}\n}\n", set("a", "new", "2"),
}, {
	"set new before tags with CRLF",
	"a {␍\n  x    = 1␍\n  tags = {}␍\n}␍\n", "a {␍\n  x   = 1␍\n  new = 2␍\n␍\n  tags = {}␍\n}␍\n", set("a", "new", "2"),
}}

var oneLineCases = []editCase{{
	"set new in an empty body", "a {}\n", "a {\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new in a blank body", "a {  }\n", "a {\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new in an empty body of two lines", "a {\n}\n", "a {\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new in a one-line body", "a {\n  rule { x = 1 }\n}\n", "a {\n  rule {\n    x   = 1\n    new = 2\n  }\n}\n", set("rule", "new", "2"),
}, {
	"set new in a one-line body without blanks", "a {x=1}\n", "a {\n  x   = 1\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new in a one-line body with comments",
	"a { /* x */ x = 1 /* y */ } # z\n", "a {\n  /* x */ x = 1 /* y */\n  new       = 2\n} # z\n", set("a", "new", "2"),
}, {
	"set new in a one-line body with a comment of two lines",
	"a { /* x\n*/ x = 1 }\n", "a {\n  /* x\n*/ x = 1\n  new       = 2\n}\n", set("a", "new", "2"),
}, {
	"set new in a one-line body of a comment", "a { /* x */ }\n", "a {\n  /* x */\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new in a one-line body that ends the file", "a { x = 1 }", "a {\n  x   = 1\n  new = 2\n}", set("a", "new", "2"),
}, {
	"set new as a heredoc in a one-line body",
	"a { x = 1 }\n", "a {\n  x   = 1\n  new = <<EOT\none\nEOT\n}\n", set("a", "new", "<<EOT\none\nEOT"),
}, {
	"set one old, two new in a one-line body",
	"a { x = \"AES256\" }\n", "a {\n  x   = \"aws:kms\"\n  new = 2\n  old = 3\n}\n",
	both(set("a", "new", "2"), set("a", "x", `"aws:kms"`), set("a", "old", "3")),
}, {
	"set two new in an empty body with a blank",
	"a { }\n", "a {\n  new = 2\n  old = 3\n}\n", both(set("a", "new", "2"), set("a", "old", "3")),
}}

var fileCases = []editCase{{
	"set new with CRLF", "a {␍\n  x = 1 # c␍\n}␍\n", "a {␍\n  x = 1 # c␍\n␍\n  new = {␍\n    y = 2␍\n  }␍\n}␍\n", set("a", "new", "{\n  y = 2\n}"),
}, {
	"set new in one line with CRLF", "a { x = 1 }␍\n", "a {␍\n  x   = 1␍\n  new = 2␍\n}␍\n", set("a", "new", "2"),
}, {
	"set old with CRLF", "a {␍\n  x = <<EOT␍\none␍\nEOT␍\n}␍\n", "a {␍\n  x = [␍\n    1␍\n  ]␍\n}␍\n", set("a", "x", "[\n  1\n]"),
}, {
	"set old that is there with CRLF", "a {␍\n  x = [␍\n    1␍\n  ]␍\n}␍\n", "a {␍\n  x = [␍\n    1␍\n  ]␍\n}␍\n", set("a", "x", "[\n  1\n]"),
}, {
	"set new and old after a byte order mark",
	"⊕a {\n  x = 1\n}\n", "a {\n  x   = 3\n  new = 2\n}\n", both(set("a", "new", "2"), set("a", "x", "3")),
}, {
	"set new in one line after a byte order mark", "⊕a { x = 1 }\n", "a {\n  x   = 1\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"set new with tabs", "a {\n\tb {\n\t\tx = 1\n\t}\n}\n", "a {\n  b {\n    x   = 1\n    new = 2\n  }\n}\n", set("b", "new", "2"),
}, {
	"set new after Unicode", "# 👩‍👩‍👧\na {\n  x = \"é👍🏽\" # ü\n}\n", "# 👩‍👩‍👧\na {\n  x   = \"é👍🏽\" # ü\n  new = 2\n}\n", set("a", "new", "2"),
}, {
	"after with a byte order mark and CRLF",
	"⊕a {}␍\nb {}␍\n", "a {}␍\n␍\nnew {␍\n  x = 1␍\n}␍\n␍\nb {}␍\n", after("a", "new {\n  x = 1\n}\n"),
}, {
	"append with CRLF",
	"a {␍\n  x = 1␍\n}␍\n", "a {␍\n  x = 1␍\n␍\n  new {␍\n    y = 1␍\n  }␍\n}␍\n", add("a", "new {\n  y = 1\n}\n"),
}}

var appendCases = []editCase{{
	"append to an empty body", "a {}\n", "a {\n  new {}\n}\n", add("a", "new {}"),
}, {
	"append to a body without items", "a {\n}\n", "a {\n  new {}\n}\n", add("a", "new {}"),
}, {
	"append after an argument", "a {\n  x = 1\n}\n", "a {\n  x = 1\n\n  new {\n    y = 1\n  }\n}\n", add("a", "new {\ny=1\n}"),
}, {
	"append after a heredoc", "a {\n  x = <<EOT\n  x\nEOT\n}\n", "a {\n  x = <<EOT\n  x\nEOT\n\n  new {}\n}\n", add("a", "new {}"),
}, {
	"append after a block and the comments that end the body",
	"a {\n  b {} # b\n  # c\n\n  // d\n}\n", "a {\n  b {} # b\n  # c\n\n  // d\n\n  new {}\n}\n", add("a", "new {}"),
}, {
	"append before lifecycle",
	"a {\n  b {} # b\n  # why\n  lifecycle {}\n}\n", "a {\n  b {} # b\n\n  new {}\n\n  # why\n  lifecycle {}\n}\n", add("a", "new {}"),
}, {
	"append before depends_on and lifecycle",
	"a {\n  x = 1\n\n  depends_on = []\n\n  lifecycle {}\n}\n", "a {\n  x = 1\n\n  new {}\n\n  depends_on = []\n\n  lifecycle {}\n}\n", add("a", "new {}"),
}, {
	"append after lifecycle alone", "a {\n  lifecycle {}\n}\n", "a {\n  lifecycle {}\n\n  new {}\n}\n", add("a", "new {}"),
}, {
	"append two before lifecycle that is glued",
	"a {\n  x = 1\n  lifecycle {}\n}\n", "a {\n  x = 1\n\n  new {}\n\n  old {}\n\n  lifecycle {}\n}\n", both(add("a", "new {}"), add("a", "old {}")),
}, {
	"append to a one-line body", "a { x = 1 /* c */ }\n", "a {\n  x = 1 /* c */\n\n  new {}\n}\n", add("a", "new {}"),
}, {
	"append to a nested body with a heredoc",
	"a {\n  b {\n    c {}\n  }\n}\n",
	"a {\n  b {\n    c {}\n\n    new {\n      x = <<EOT\none\n  two\nEOT\n    }\n  }\n}\n",
	add("b", "new {\n  x = <<EOT\none\n  two\nEOT\n}"),
}, {
	"append two blocks in one text", "a {\n  x = 1\n}\n", "a {\n  x = 1\n\n  new {}\n\n  new {}\n}\n", add("a", "new {}\n\nnew {}\n"),
}, {
	"append two blocks and set", "a { x = 1 }\n", "a {\n  x = 1\n\n  new {}\n\n  old {}\n  y = 1\n}\n",
	both(add("a", "new {}"), add("a", "old {}"), set("a", "y", "1")),
}}

var blockCases = []editCase{{
	"after the last block", "a {\n}\n", "a {\n}\n\nnew {}\n", after("a", "new {}\n"),
}, {
	"after the last block without a line end", "a {\n}", "a {\n}\n\nnew {}", after("a", "new {}\n"),
}, {
	"after a comment without a line end", "a {\n} # c", "a {\n} # c\n\nnew {}", after("a", "new {}\n"),
}, {
	"after a block and its comment",
	"a {\n} # c\n\nb {}\n", "a {\n} # c\n\nnew {}\n\nb {}\n", after("a", "\nnew {}\n"),
}, {
	"after a comment of two lines",
	"a {\n} /* c\n} */\n# about b\nb {}\n", "a {\n} /* c\n} */\n\nnew {}\n\n# about b\nb {}\n", after("a", "new {}"),
}, {
	"after a block without an empty line", "a {}\nb {}\n", "a {}\n\nnew {}\n\nb {}\n", after("a", "new {}"),
}, {
	"after a block and a blank line", "a {}  \n  \nb {}\n", "a {}\n\nnew {}\n\nb {}\n", after("a", "new {}"),
}, {
	"after a block and several empty lines", "a {}\n\n\nb {}\n", "a {}\n\nnew {}\n\n\nb {}\n", after("a", "new {}"),
}, {
	"after in twos", "a {}\n\nb {}\n", "a {}\n\nnew {}\n\nold {}\n\nb {}\n", both(after("a", "new {}"), after("a", "old {}")),
}, {
	"after in twos without an empty line", "a {}\nb {}\n", "a {}\n\nnew {}\n\nold {}\n\nb {}\n", both(after("a", "new {}"), after("a", "old {}")),
}, {
	"after with comments and several blocks",
	"a {}\n", "a {}\n\n# one\nnew {} # two\n\nold {\n  x = 1\n}\n", after("a", "# one\nnew {} # two\n\nold {\nx=1\n}"),
}}
