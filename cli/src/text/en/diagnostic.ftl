### What the Compose reader finds. The key, the file and the line stand beside the sentence.

also-defined-here = also defined here
extended-here = extended here
included-here = included here

compose-no-file = no Compose file in { $directory } or in a folder above it
compose-several-files = there are several Compose files ({ $files }); { $used } is used
compose-file-missing = { $path } does not exist
compose-file-unreadable = { $path } cannot be read: { $reason }
compose-file-too-large = { $path } has more than { $limit } bytes, the most that is read
compose-too-many-files = the application consists of more than { $limit } files
compose-not-utf8 = the file is not UTF-8 text: byte { $offset } begins no character
compose-nul = the file holds a NUL byte: it is not a text file
compose-yaml = this is not YAML: { $reason }
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
compose-bad-value = { $value } cannot be read: { $reason }
compose-boolean-word = { $value } is the old word for { $instead }
compose-version-obsolete = `version` has no meaning any more and can go
compose-cannot-merge = the files give this values that cannot be laid over one another
compose-bad-interpolation = { $template } is no valid variable; write `$$` for a dollar sign
compose-variable-required = the variable { $variable } must be set: { $reason }
compose-variable-unset = the variable { $variable } is not set; it counts as empty
compose-bad-cast = { $value } should be { $expected }
compose-env-line = { $path }, line { $line }: { $reason }
compose-extends-cycle = services extend one another in a circle: { $chain }
compose-extends-missing = { $service } extends { $base }, which { $path } does not have
compose-include-cycle = files include one another in a circle: { $chain }
compose-include-conflict = { $name } is defined by an included file too, in another way
compose-remote-resource = { $path } lies elsewhere on the network; only local files are read
compose-external-conflict = { $name } is external, so nothing else can be said of it
compose-external-name = `external.name` and `name` exclude one another
compose-exclusive = these keys exclude one another: { $keys }
compose-none-of = one of these keys must be set: { $keys }
compose-no-image = { $service } has neither an image nor a build
compose-undefined = { $service } refers to the { $kind } { $name }, which is not defined
compose-dependency-cycle = services depend on one another in a circle: { $chain }
compose-duplicate-container-name = { $first } and { $second } have the same container name { $name }
compose-container-name-scaled = { $service } has a fixed container name, so it cannot run more than once ({ $by })
compose-distinct-values = { $first } and { $second } say different things
compose-healthcheck-start = a health check begins with NONE, CMD or CMD-SHELL, not with { $found }
compose-watch-target = a watch of { $service } needs a target
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
compose-inactive-help = it belongs to a profile that is not enabled: --profile
compose-undefined-help = define it at the top level of the file, or write its name as it stands there
compose-bad-interpolation-help = the forms are $NAME, { "${NAME}" }, { "${NAME:-default}" } and { "${NAME:?message}" }
compose-variable-required-help = set { $variable } in the shell, in .env, or in a file given with --env-file
compose-no-file-help = name one with -f, or go to the folder that holds it
compose-unknown-key-help = keys of your own begin with x-
