### What the Compose reader finds. The key, the file and the line stand beside the sentence.

also-defined-here = also defined here
extended-here = extended here
included-here = included here

compose-no-file = no Compose file in { $directory } or in a folder above it
compose-several-files = there are several Compose files ({ $files }); { $used } is used
compose-several-files-help = name the one that is meant with -f
compose-file-denied = { $path } may not be read
compose-file-denied-help = let yourself read it, such as with chmod u+r
compose-file-directory = { $path } is a directory, not a file
compose-file-directory-help = name the file in it
compose-file-missing = { $path } does not exist
compose-file-missing-help = look at the spelling; relative paths begin in this folder, or in that of the first Compose file
compose-file-unreadable = { $path } cannot be read: { $reason }
compose-file-unreadable-help = copy it to this disk, and read it from there
compose-file-too-large = { $path } has more than { $limit } bytes, the most that is read
compose-file-too-large-help = keep data out of Compose and env files, or mount it as a volume
compose-too-many-files = the application consists of more than { $limit } files
compose-too-many-files-help = read parts of it by themselves
compose-not-utf8 = the file is not UTF-8 text: byte { $offset } begins no character
compose-not-utf8-help = save the file as UTF-8
compose-nul = the file holds a NUL byte: it is not a text file
compose-nul-help = name the text file that is meant
compose-yaml = this is not YAML; the parser says: { $reason }
compose-yaml-help = correct it there
compose-yaml-anchor = no anchor { $name } stands before this
compose-yaml-anchor-help = define it above as &{ $name }, or correct its name
compose-yaml-bracket = this is not YAML: a bracket is not closed, or closed by another kind
compose-yaml-bracket-help = close each bracket with its own kind
compose-yaml-character = this is not YAML: no value begins with { $character }
compose-yaml-colon = this is not YAML: a second `: ` in one line begins a mapping where none can be
compose-yaml-indent = this is not YAML: the indentation fits nothing above
compose-yaml-quote = this is not YAML: a quotation mark is not closed, or something follows the closing one
compose-yaml-quote-help = close the quotation mark, or put a backslash before one that is meant
compose-yaml-tab = this is not YAML: a tab stands where only blanks may
compose-yaml-tag = { $value } cannot be a { $tag }
compose-yaml-tag-help = remove the tag, or write a value that fits it
compose-too-deep = this is nested more than { $limit } levels deep
compose-too-many-nodes = aliases and merges would make more than { $limit } values of this file
compose-value-too-large = one value is longer than { $limit } bytes
compose-value-too-large-help = keep it in a file and mount that
compose-duplicate-key = { $name } stands twice, in lines { $first } and { $second }
compose-duplicate-key-help = remove one of them, or lay both together
compose-key-not-text = a key must be a text
compose-key-not-text-help = put quotation marks around the key
compose-merge-not-mapping = `<<` takes a mapping, or a list of mappings
compose-merge-not-mapping-help = write `<<: *name`, with an anchor that stands at a mapping
compose-alias-cycle = the anchor { $name } contains itself
compose-alias-cycle-help = take the alias out of what its anchor holds
compose-empty = { $path } is empty
compose-empty-help = write at least one service under `services`
compose-top-not-mapping = a Compose file is a mapping that begins with keys such as `services:`
compose-top-not-mapping-help = begin with `services:`, and indent what belongs to it
compose-unknown-key = Compose knows no key { $name } here; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
compose-wrong-type = this must be { $expected }, not { $found }
compose-wrong-type-help = write it as { $expected }
compose-not-one-of = { $value } must be one of { $allowed }
compose-not-one-of-help = choose one of { $allowed }
compose-required-key = { $name } must stand here
compose-required-key-help = add { $name }
compose-bad-name = { $name } cannot be a name: it takes letters, digits, `.`, `_` and `-`
compose-bad-name-help = choose a name of letters, digits, `.`, `_` and `-`
compose-not-unique = the items { $first } and { $second } are equal
compose-not-unique-help = remove one of them
compose-out-of-range = { $value } lies outside { $least } to { $most }
compose-out-of-range-help = choose a number from { $least } to { $most }
compose-bad-value = { $value } cannot be read
compose-bad-value-help = the Compose Specification says what this key takes: https://docs.docker.com/reference/compose-file/
compose-boolean-word = { $value } is the old word for { $instead }
compose-boolean-word-help = write { $instead }
compose-version-obsolete = `version` has no meaning any more
compose-version-obsolete-help = remove the line
compose-cannot-merge = the files give this values that cannot be laid over one another
compose-cannot-merge-help = give it the same form in all files, or put !override before it
compose-bad-interpolation = { $template } is no valid variable; write `$$` for a dollar sign
compose-variable-required = the variable { $variable } must be set{ $reason ->
    [none] {""}
   *[other] : { $reason }
}
compose-variable-unset = the variable { $variable } is not set; it counts as empty
compose-variable-unset-help = set it in the shell or in .env, or write a default: { "${" }{ $variable }:-…{ "}" }
compose-bad-cast = { $value } should be { $expected }
compose-bad-cast-help = set the variable to { $expected }
compose-env-name = { $name } cannot be the name of a variable
compose-env-quote = a quotation mark is not closed
compose-extends-cycle = services extend one another in a circle: { $chain }
compose-extends-cycle-help = let one of them stand by itself
compose-extends-missing = { $service } extends { $base }, which { $path } does not have
compose-extends-missing-help = correct the name, or define the service in { $path }
compose-include-cycle = files include one another in a circle: { $chain }
compose-include-cycle-help = remove one of the includes
compose-include-override = { $name } is defined by an included file too: both are merged, and what stands here wins. Docker Compose does so since 5.0; older ones refuse the file
compose-include-override-help = say it in one file, so that every version reads the same
compose-remote-resource = { $path } lies elsewhere on the network; only local files are read
compose-remote-resource-help = download it, and name the file
compose-external-conflict = { $name } is external, so nothing else can be said of it
compose-external-conflict-help = remove `external`, or everything else but the name
compose-external-name = `external.name` and `name` exclude one another
compose-external-name-help = write `external: true` and `name`
compose-exclusive = these keys exclude one another: { $keys }
compose-exclusive-help = keep one of them
compose-none-of = one of these keys must be set: { $keys }
compose-none-of-help = add one of them
compose-no-image = { $service } has neither an image nor a build
compose-no-image-help = add `image`, or `build` with the folder of its Dockerfile
compose-undefined = { $service } refers to { $kind } named { $name }, which is not defined; { $nearest ->
    [none] nothing has a name like it
   *[other] the nearest is { $nearest }
}
compose-dependency-cycle = services depend on one another in a circle: { $chain }
compose-dependency-cycle-help = remove one of the dependencies
compose-duplicate-container-name = { $first } and { $second } have the same container name { $name }
compose-duplicate-container-name-help = rename one, or remove `container_name`
compose-container-name-scaled = { $service } has a fixed container name, so it cannot run more than once ({ $by })
compose-container-name-scaled-help = remove `container_name`
compose-distinct-values = { $first } and { $second } say different things
compose-distinct-values-help = keep one of them, or give both the same value
compose-healthcheck-start = a health check begins with NONE, CMD or CMD-SHELL, not with { $found }
compose-healthcheck-start-help = write ["CMD", "program", "argument"] or ["CMD-SHELL", "command line"]
compose-watch-target = a watch of { $service } needs a target
compose-watch-target-help = add `target`, the path in the container
compose-context-not-built = { $service } builds on { $other }, which has no `build`
compose-context-not-built-help = give { $other } a `build`
compose-mounted-twice = { $target } is mounted twice
compose-mounted-twice-help = mount one of them elsewhere
compose-negative = { $value } is less than 0
compose-negative-help = write 0 or more
compose-container-name = "{ $value }" cannot be a container's name: at least two letters, digits, `_`, `.` or `-`, beginning with a letter or digit
compose-container-name-help = choose another name, or remove `container_name`
compose-platform = { $platform } is not among the platforms that are built
compose-platform-help = add it to `build.platforms`, or remove it here
compose-project-name = { $name } cannot be a project's name: lower-case letters, digits, `-` and `_`, beginning with a letter or digit
compose-project-name-help = choose such a name, with `name` or --project-name
compose-project-name-empty = no project name remains
compose-project-name-empty-help = give one with --project-name
compose-no-service = there is no service { $name }; { $nearest ->
    [none] none has a name like it
   *[other] the nearest is { $nearest }
}
compose-no-service-help = correct the name, or define the service
compose-unknown-hint = x-paperboat knows no { $name }; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
compose-unknown-hint-help = README.md lists what x-paperboat takes
compose-bad-hint = { $value } should be { $expected }
compose-bad-hint-help = write { $expected }
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
word-chance = a chance from 0 to 1, or true for the model’s, or false for never
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

### Scenarios.

scenario-unknown-key = a scenario has no key { $name } here; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
scenario-unknown-key-help = paperboat schema scenario shows all keys
scenario-required-key = { $name } must stand here
scenario-required-key-help = add { $name }
scenario-wrong-type = this must be { $expected }, not { $found }
scenario-wrong-type-help = write it as { $expected }
scenario-bad-value = { $value } is not { $expected }
scenario-bad-value-help = write { $expected }
scenario-bad-parameter = { $value } cannot stand here: { $reason }
scenario-bad-parameter-help = paperboat fault list shows what a fault takes
scenario-not-one-of = { $value } must be one of { $allowed }
scenario-not-one-of-help = choose one of { $allowed }
scenario-out-of-range = { $value } must lie between { $least } and { $most }
scenario-out-of-range-help = choose a value between { $least } and { $most }
scenario-version = this is a scenario of version { $value }; this program reads version { $known }
scenario-version-help = write version: { $known } and keep to its keys, or use a program that reads version { $value }
scenario-outside-horizon = { $at } lies outside the horizon, which ends after { $horizon }
scenario-outside-horizon-help = choose an earlier time, or a longer horizon
scenario-several-acts = one thing at a time: here stand { $names }
scenario-several-acts-help = make an entry of its own of each
scenario-several-documents = a scenario is one document; another one begins here
scenario-several-documents-help = make a file of its own of it
scenario-unknown-fault = there is no fault { $name }; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
scenario-unknown-fault-help = paperboat fault list shows all
scenario-unknown-moment = nothing in the timeline is named { $name }; { $nearest ->
    [none] there is nothing like it
   *[other] the nearest is { $nearest }
}
scenario-unknown-moment-help = a moment is named by name:, or else by its fault or its word
scenario-unknown-service = the application has no service { $name }; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
scenario-unknown-service-help = name a service of the Compose file
scenario-unknown-lane = there is no lane { $name }; { $nearest ->
    [none] there is none like it
   *[other] the nearest is { $nearest }
}
scenario-unknown-lane-help = paperboat compare --help lists the lanes
scenario-unknown-number = the model has no number { $name } of { $group }; { $nearest ->
    [none] none is near it
   *[other] the nearest is { $nearest }
}
scenario-unknown-number-help = paperboat model { $group } lists them
scenario-wrong-number = { $key } cannot be { $value }: it is { $now } now{ $unit ->
    [1] {""}
   *[other] , in { $unit }
}
scenario-wrong-number-help = { $form ->
    [bounded-whole] give a whole number from 0 to { $most }, in the unit of paperboat model { $key }
    [bounded] give a number from 0 to { $most }, in the unit of paperboat model { $key }
   *[other] give a number as paperboat model { $key } shows it
}
scenario-impossible = nothing can meet this, or everything does: { $reason }
scenario-impossible-help = change what is expected
word-below-nothing = there is nothing below 0
word-count-or-percentage = a count such as 100, or a percentage such as 0.5%
word-of-the-whole = it is counted over the whole run, not after a moment
word-percentage = a percentage from 0% to 100%
word-recovered-after-what = recovery is counted from a moment: add after:
