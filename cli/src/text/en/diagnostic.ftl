### What the Compose reader finds. The key, the file and the line stand beside the sentence.

also-defined-here = also defined here
extended-here = extended here
included-here = included here

compose-no-file = no Compose file in { $directory } or in a folder above it
compose-several-files = there are several Compose files ({ $files }); { $used } is used
compose-file-denied = { $path } may not be read: look at its permissions
compose-file-directory = { $path } is a directory: name the file in it
compose-file-missing = { $path } does not exist
compose-file-unreadable = { $path } cannot be read: { $reason }
compose-file-too-large = { $path } has more than { $limit } bytes, the most that is read
compose-too-many-files = the application consists of more than { $limit } files
compose-not-utf8 = the file is not UTF-8 text: byte { $offset } begins no character
compose-nul = the file holds a NUL byte: it is not a text file
compose-yaml = this is not YAML; the parser says: { $reason }
compose-yaml-anchor = no anchor { $name } stands before this
compose-yaml-bracket = this is not YAML: a bracket is not closed, or closed by another kind
compose-yaml-character = this is not YAML: no value begins with { $character }
compose-yaml-colon = this is not YAML: a second `: ` in one line begins a mapping where none can be
compose-yaml-indent = this is not YAML: the indentation fits nothing above
compose-yaml-quote = this is not YAML: a quotation mark is not closed, or something follows the closing one
compose-yaml-tab = this is not YAML: a tab stands where only blanks may
compose-yaml-tag = { $value } cannot be a { $tag }
compose-too-deep = this is nested more than { $limit } levels deep
compose-too-many-nodes = aliases and merges would make more than { $limit } values of this file
compose-value-too-large = one value is longer than { $limit } bytes
compose-duplicate-key = { $name } stands twice, in lines { $first } and { $second }
compose-key-not-text = a key must be a text
compose-merge-not-mapping = `<<` takes a mapping, or a list of mappings
compose-alias-cycle = the anchor { $name } contains itself
compose-empty = { $path } is empty
compose-top-not-mapping = a Compose file is a mapping that begins with keys such as `services:`
compose-unknown-key = Compose knows no key { $name } here; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
compose-wrong-type = this must be { $expected }, not { $found }
compose-not-one-of = { $value } must be one of { $allowed }
compose-required-key = { $name } must stand here
compose-bad-name = { $name } cannot be a name: it takes letters, digits, `.`, `_` and `-`
compose-not-unique = the items { $first } and { $second } are equal
compose-out-of-range = { $value } lies outside { $least } to { $most }
compose-bad-value = { $value } cannot be read
compose-boolean-word = { $value } is the old word for { $instead }
compose-version-obsolete = `version` has no meaning any more and can go
compose-cannot-merge = the files give this values that cannot be laid over one another
compose-bad-interpolation = { $template } is no valid variable; write `$$` for a dollar sign
compose-variable-required = the variable { $variable } must be set{ $reason ->
    [none] {""}
   *[other] : { $reason }
}
compose-variable-unset = the variable { $variable } is not set; it counts as empty
compose-bad-cast = { $value } should be { $expected }
compose-env-name = { $name } cannot be the name of a variable
compose-env-quote = a quotation mark is not closed
compose-extends-cycle = services extend one another in a circle: { $chain }
compose-extends-missing = { $service } extends { $base }, which { $path } does not have
compose-include-cycle = files include one another in a circle: { $chain }
compose-include-override = { $name } is defined by an included file too: both are merged, and what stands here wins. Docker Compose does so since 5.0; older ones refuse the file
compose-remote-resource = { $path } lies elsewhere on the network; only local files are read
compose-external-conflict = { $name } is external, so nothing else can be said of it
compose-external-name = `external.name` and `name` exclude one another
compose-exclusive = these keys exclude one another: { $keys }
compose-none-of = one of these keys must be set: { $keys }
compose-no-image = { $service } has neither an image nor a build
compose-undefined = { $service } refers to { $kind } named { $name }, which is not defined; { $nearest ->
    [none] nothing has a name like it
   *[other] the nearest is { $nearest }
}
compose-dependency-cycle = services depend on one another in a circle: { $chain }
compose-duplicate-container-name = { $first } and { $second } have the same container name { $name }
compose-container-name-scaled = { $service } has a fixed container name, so it cannot run more than once ({ $by })
compose-distinct-values = { $first } and { $second } say different things
compose-healthcheck-start = a health check begins with NONE, CMD or CMD-SHELL, not with { $found }
compose-watch-target = a watch of { $service } needs a target
compose-context-not-built = { $service } builds on { $other }, which has no `build`
compose-mounted-twice = { $target } is mounted twice
compose-negative = { $value } is less than 0
compose-container-name = "{ $value }" cannot be a container's name: at least two letters, digits, `_`, `.` or `-`, beginning with a letter or digit
compose-platform = { $platform } is not among the platforms that are built
compose-project-name = { $name } cannot be a project's name: lower-case letters, digits, `-` and `_`, beginning with a letter or digit
compose-project-name-empty = no project name remains; give one with --project-name
compose-no-service = there is no service { $name }; { $nearest ->
    [none] none has a name like it
   *[other] the nearest is { $nearest }
}
compose-unknown-hint = x-paperboat knows no { $name }; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
compose-bad-hint = { $value } should be { $expected }
compose-command-help = close each quotation mark, or write a list: ["sh", "-c", "..."]
compose-device-help = the forms are /dev/one, /dev/one:/dev/two and /dev/one:/dev/two:rwm
compose-duration-help = a duration has units: 30s, 1m30s, 2h
compose-env-name-help = a line is NAME=value: letters, digits, `_`, `.` and `-`, without blanks
compose-env-quote-help = end the value with the quotation mark that begins it
compose-hosts-help = the form is NAME:ADDRESS
compose-mode-help = permissions as text are octal digits: "0440"
compose-mount-help = the forms are NAME:/path, ./folder:/path and /folder:/path:ro
compose-port-help = the forms are 80, 8080:80, 127.0.0.1:8080:80 and 8080-8090:80-90/udp, with ports from 1 to 65535
compose-size-help = a size is a number with a unit: 512m, 1g, 64kb
compose-too-deep-help = close the brackets, or write it with fewer levels: an alias counts with everything that it brings
compose-too-many-nodes-help = write it with fewer aliases: each brings everything that stands behind its anchor
compose-yaml-character-help = put quotation marks around the value
compose-yaml-colon-help = put quotation marks around a value that holds `: `
compose-yaml-indent-help = keys of one mapping begin in the same column
compose-yaml-tab-help = indent with blanks
compose-inactive-help = it belongs to a profile that is not enabled: --profile
compose-undefined-help = define it at the top level of the file, or write its name as it stands there
compose-bad-interpolation-help = the forms are $NAME, { "${NAME}" }, { "${NAME:-default}" } and { "${NAME:?message}" }
compose-variable-required-help = set { $variable } in the shell, in .env, or in a file given with --env-file
compose-no-file-help = name one with -f, or go to the folder that holds it
compose-unknown-key-help = keys of your own begin with x-

### Words for what stands in a file, or should.

word-boolean = a boolean
word-build-secret = a secret of the build
word-bytes = a size above 0, such as 512MB
word-config = a config
word-duration = a duration, such as 30s
word-hints = a mapping of hints
word-host-and-port = a list of NAME:PORT
word-integer = an integer
word-list = a list
word-mapping = a mapping
word-model = a model
word-network = a network
word-null = nothing
word-number = a number
word-path = a path that begins with /
word-port = a port from 1 to 65535
word-positive-number = a number above 0
word-scalar = a text, a number, a boolean or nothing
word-secret = a secret
word-service = a service
word-share = a number from 0 to 1
word-string = a text
word-volume = a volume
