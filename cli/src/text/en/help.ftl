# The help of the command line, what is wrong with a use of it, and the man pages.

help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-default = {"["}default: { $value }]
help-values = {"["}one of: { $values }]
help-value-options = {"["}OPTIONS]
help-value-command = COMMAND
help-value-file = FILE
help-value-name = NAME
help-value-dir = DIR
help-value-key-value = KEY=VALUE
help-value-seed = SEED
help-value-lang = LANGUAGE
help-value-color = WHEN
help-value-hours = HOURS
help-value-replicas = N
help-value-lane = LANE
help-value-lane-event = LANE:EVENT
help-value-image = IMAGE
help-value-size = SIZE
help-value-duration = DURATION
help-value-service = SERVICE
help-value-service-image = SERVICE=IMAGE
help-value-service-n = SERVICE=N
help-value-target = TARGET
help-value-resource = RESOURCE
help-value-tail = N
help-value-what = EVENT
help-value-deployment = DEPLOYMENT
help-value-prefix = PREFIX
help-value-format = FORMAT
help-value-shell = SHELL
help-value-region = REGION
help-value-hands = HANDS
help-value-care = CARE
help-value-run = HOW
help-value-backend = BACKEND
help-value-name-file = NAME|FILE
help-value-fault-time = FAULT@TIME
help-value-fault = FAULT
help-value-time = TIME
help-value-port = PORT
help-value-ip = IP
help-value-clock = CLOCK
help-value-percent = PERCENT
help-value-routine = ROUTINE
help-value-chance = CHANCE
help-top = Ship a Compose file to AWS both ways, self-managed and managed, on a simulator, and put the two side by side.
help-top-after =
    Without a command, both ways are shown on an example, in about a minute.
    Examples:
    {"  "}paperboat compare compose.yaml
    {"  "}paperboat check compose.yaml
    {"  "}paperboat deploy compose.yaml -s ec2
    {"  "}paperboat help compare
    Exit codes: 0 it worked; 1 a deployment failed or was rolled back; 2 wrong input or use; 3 a session or a report cannot be read or written; 4 check: every strategy refuses something; exec ends with the command's own code.
help-compare = Deploy both ways, serve a day of traffic, update, scale out, destroy, and put all lanes side by side
help-compare-after =
    Examples:
    {"  "}paperboat compare compose.yaml
    {"  "}paperboat compare compose.yaml --peak 200 --replicas 3
    {"  "}paperboat compare compose.yaml --lanes ec2-careful,fargate --json
    {"  "}paperboat compare compose.yaml --out report.html
    {"  "}paperboat compare compose.yaml --format md >> "$GITHUB_STEP_SUMMARY"
    {"  "}paperboat compare compose.yaml --seeds 1000 --precision 5%
    {"  "}paperboat compare compose.yaml --seeds 1000 --shard 2/8 --out part-2.json
help-merge = Join parts of a comparison that were made with compare --shard into what one machine would have found
help-merge-after =
    Examples:
    {"  "}paperboat merge part-*.json
    {"  "}paperboat merge part-*.json --out report.html
help-test = Run scenarios and hold them against what they expect: a deployment test
help-test-after =
    Examples:
    {"  "}paperboat test storm.yaml
    {"  "}paperboat test scenarios/*.yaml --seeds 20 --junit results.xml
    Exit codes: 0 everything was met; 1 something was not; 2 wrong input or use; 3 the results cannot be written.
help-fault = Throw a fault at a simulated deployment, or list all faults
help-fault-after =
    Examples:
    {"  "}paperboat fault list
    {"  "}paperboat fault process-crash:web
    {"  "}paperboat fault zone-outage,lasts=1h
help-advance = Let time pass in a simulated deployment
help-advance-after =
    Examples:
    {"  "}paperboat advance 10m
help-check = Show what each strategy does with every Compose key, and list pitfalls
help-check-after =
    Examples:
    {"  "}paperboat check compose.yaml
    {"  "}paperboat check -s fargate --all compose.yaml
    Exit codes: 0 a strategy that was asked takes the application; 2 wrong input or use; 4 every strategy that was asked refuses something or fails in its rehearsal (all are asked, unless --strategy names some). ec2 stands for the careful way with docker compose.
help-plan = Rehearse a deployment: the commands, the resources, the time, the cost, what would fail
help-plan-after =
    Examples:
    {"  "}paperboat plan compose.yaml -s fargate
    {"  "}paperboat plan compose.yaml -s ec2 --care naive --run docker
help-deploy = Deploy, on the simulator or elsewhere; the verbs below go on with that deployment
help-deploy-after =
    Examples:
    {"  "}paperboat deploy compose.yaml -s ec2
    {"  "}paperboat deploy compose.yaml -s fargate --name blue
    {"  "}paperboat deploy compose.yaml -s fargate --backend localstack
    {"  "}paperboat deploy compose.yaml -s ec2 --show-commands
help-status = Show what runs, where it answers, what it costs
help-status-after =
    Example:
    {"  "}paperboat status --json
help-logs = Show what a service's containers wrote
help-logs-after =
    Example:
    {"  "}paperboat logs web --tail 100
help-exec = Run a command on the machine or in a container; ends with its exit code
help-exec-after =
    Examples:
    {"  "}paperboat exec host docker ps
    {"  "}paperboat exec web env
help-push = Put an image into the simulated registry, so that it can be deployed
help-push-after =
    Examples:
    {"  "}paperboat push me/web:2
    {"  "}paperboat push me/web:3 --image-size 120MB --boot-time 4s
    {"  "}paperboat update --image web=me/web:2
help-update = Deploy a new image or a new Compose file over the running one
help-update-after =
    Examples:
    {"  "}paperboat update --image web=me/web:2
    {"  "}paperboat update compose.yaml
help-rollback = Go back to the version before; after an update that failed, to the one that ran before it
help-rollback-after =
    Example:
    {"  "}paperboat rollback
help-scale = Change how many replicas of a service run
help-scale-after =
    Example:
    {"  "}paperboat scale web=3
help-destroy = Remove everything that the deployment made, and list what still costs money
help-destroy-after =
    Example:
    {"  "}paperboat destroy
help-leftovers = List what deployments left in the account, with its cost and the commands that remove it; or remove it
help-leftovers-after =
    Examples:
    {"  "}paperboat leftovers
    {"  "}paperboat leftovers --remove shop
help-policy = Print the least that IAM must allow for a deployment, as a policy document
help-policy-after =
    Example:
    {"  "}paperboat policy compose.yaml -s fargate
help-events = List what happened, oldest first
help-events-after =
    Example:
    {"  "}paperboat events --tail 20
help-why = Explain an event by walking to its first cause
help-why-after =
    Examples:
    {"  "}paperboat why 42
    {"  "}paperboat why web
help-serve = Serve a simulated account on an AWS-compatible endpoint, for the AWS command line and the SDKs
help-serve-after =
    Examples:
    {"  "}paperboat serve
    {"  "}paperboat serve --clock x60 --port 5000
    {"  "}paperboat serve --state account.jsonl
    warp moves time to the next answer that differs when somebody asks the same again, and as far as a waiter waits; instant lets all that follows from a change settle at once; manual moves only when it is told to. Signatures are read and not verified: a key of twelve digits names an account, the signature's scope a region, and each is a world of its own.
help-shell = Sit at a computer on which aws, ssh, scp and curl reach a simulated account, and type
help-shell-after =
    Examples:
    {"  "}paperboat shell
    {"  "}paperboat shell compose.yaml -s ec2
    {"  "}paperboat shell --script commands.txt
    The folder of the Compose file is the home directory. Time passes as the commands take it, and stands still while you think. The last line's exit code is the program's. Nothing is kept when it ends.
help-env = Print what a shell must export so that AWS's tools ask that endpoint
help-env-after =
    Examples:
    {"  "}paperboat env
    {"  "}paperboat env --shell fish
help-doctor = Ask an endpoint which of the operations that strategies need it has
help-doctor-after =
    Example:
    {"  "}paperboat doctor --backend localstack
help-config = Print the resolved Compose model, as `docker compose config` does
help-config-after =
    Examples:
    {"  "}paperboat config compose.yaml --format json
    {"  "}paperboat config - < compose.yaml
help-model = List every number that the simulator uses, with unit, source and confidence
help-model-after =
    Example:
    {"  "}paperboat model ec2.
help-schema = Print the JSON schema of what a command prints with --json
help-schema-after =
    Example:
    {"  "}paperboat schema compare
help-completions = Print shell completions
help-completions-after =
    Example:
    {"  "}paperboat completions bash > ~/.local/share/bash-completion/completions/paperboat
help-man = Print a man page, or write those of all commands
help-man-after =
    Examples:
    {"  "}paperboat man compare | man -l -
    {"  "}paperboat man --all ~/.local/share/man/man1
help-deploy-arg-show-commands = Show the commands of each step, as a person would type them
help-serve-arg-port = The port; 0 takes a free one
help-serve-arg-address = The address to listen on; one that others can reach needs --expose too
help-serve-arg-expose = Let other computers reach it: whoever does may do everything in this account
help-serve-arg-state = Keep what happens in this file, and begin with what it tells of
help-serve-arg-clock = How time moves: real, xN (N times as fast), warp, instant or manual
help-shell-arg-script = Type the lines of this file, and end
help-shell-arg-strategy = Show the commands of this strategy one by one with `next`: ec2, ec2-asg, fargate, ecs-ec2 or express
help-env-arg-shell = The shell whose words are printed
help-env-arg-port = The port on which the endpoint listens
help-arg-help = Print this help
help-arg-version = Print the version
help-arg-lang = Language of what is said: English or Spanish (default: from PAPERBOAT_LANG, LC_ALL, LC_MESSAGES or LANG)
help-arg-json = Print data as JSON on standard output
help-arg-color = When to use colour; NO_COLOR is respected
help-arg-positional = Compose files, a folder that holds one, or - for standard input (default: compose.yaml, compose.yml, docker-compose.yml or docker-compose.yaml here or above)
help-arg-files = A Compose file; several are laid over one another in order
help-arg-env-file = A file with variables, instead of .env
help-arg-profile = A profile to enable
help-arg-project-name = The project's name
help-arg-project-directory = The folder to which paths are relative (default: the first file's)
help-arg-strategies = Ask only this strategy, ec2, ec2-asg, fargate, ecs-ec2 or express; without it the first three
help-arg-all = Show everything, not only what is changed, dropped or refused
help-man-arg-all = Write the pages of all commands into this folder
help-man-arg-page = The command
help-value-page = COMMAND
help-config-arg-format = The format
help-arg-prefix = Only keys that begin with this
help-arg-seed = The seed: the same seed, version and requests give the same run
help-arg-overrides = Replace a number of the model, such as ec2.status_checks=90 (see `paperboat model`)
help-arg-routine = How the work is done: every command pasted, a script written for each task the first time, or one command of a tool; pasted where neither this nor a scenario says
help-arg-slips = Let the person get commands wrong, noticed at once or not, with this chance at each, such as =0.01; without a number, with that of the model; =never where a scenario says that they do
help-arg-hands = How quick the person at the keyboard is; tutorial where nothing says
help-arg-peak = Requests a second at the day's peak
help-arg-hours = Hours of traffic before anything else happens
help-arg-replicas = Replicas to scale to
help-arg-scenario = What happens while users come: standard, calm, or a scenario’s file (default: standard, or with --fault nothing else)
help-arg-faults = Throw a fault so long after users came, such as process-crash:web@6h; may be given several times
help-test-arg-files = Scenarios
help-arg-app = The Compose file, or the folder that holds one, instead of what the scenarios name
help-test-arg-seeds = How many seeds each expectation must hold under
help-arg-seeds = How many seeds the verdicts and the ranges rest on
help-arg-precision = Take fewer seeds than --seeds when all differences between lanes are known to this part of the figures, such as 5%
help-arg-per-request = Look at the requests of the first seed one by one: how long they queue, and within which time 50, 95 and 99 of 100 are answered
help-arg-shard = Run one part of the seeds only, such as 2/8, and write what it takes to join it with the others: --out FILE, then paperboat merge
help-merge-arg-files = Parts of one comparison, in any order
help-arg-junit = Write the results as JUnit XML into this file
help-arg-fault = The fault, such as process-crash:web, or list
help-arg-time = How much time passes, such as 90s or 6h
help-arg-lanes = Lanes to run, such as ec2-naive,ec2-careful,ec2-asg,fargate,fargate-many; fargate-scaled, ecs-ec2 and express run only when they are asked for
help-arg-why = Instead of the comparison: explain an event of a lane, such as ec2-naive:202, by walking to its first cause
help-arg-events = Instead of the comparison: list what happened in a lane, oldest first
help-arg-strategy = The strategy: ec2 (self-managed), ec2-asg (self-managed, in a group that replaces its instances), fargate (managed), ecs-ec2 (managed, on instances of one's own) or express (managed, one container, by ECS Express Mode); a deployment that goes on has its own
help-arg-care = How much care is taken on EC2: naive as a first tutorial teaches it, careful with restart policies, health-gated start, least ingress and snapshots
help-arg-tasks = How many tasks each service has on ECS at least, spread over the zones; one that keeps data on a volume has one
help-arg-max-tasks = How many tasks a public service may come to by service auto scaling (target tracking), which keeps the load of their processors near 60 %: on ECS. It begins with --tasks and never has fewer
help-arg-run = How containers are started on EC2: with `docker compose up`, or with one `docker run` for each
help-arg-backend = The kind of cloud (default: simulator)
help-arg-endpoint-url = The endpoint instead of the backend's own
help-arg-region = The region (default: the environment's or the profile's; us-east-1 for localstack)
help-arg-aws-profile = The profile in AWS's own files
help-arg-hosts = What stands behind an instance: simulated or docker (localstack), or ssh://user@address:port?key=PATH
help-arg-account = The account on real AWS; with --yes it need not be typed
help-arg-yes = Ask nothing: for automation, with --account
help-arg-caller = The address that may log in to the machine (default: on real AWS the one from which you come)
help-arg-budget = The most that a deployment on real AWS may cost an hour, in USD
help-arg-expires = After how many hours everything on real AWS may be removed: the tag paperboat:expires
help-arg-name = The deployment's name (default: the only one in .paperboat, or `default`)
help-arg-service = The Compose service
help-arg-tail = How many from the end
help-exec-arg-target = `host` for the machine (ec2), or a Compose service for its container
help-exec-arg-command = The command
help-push-arg-images = An image, such as me/web:2; without a tag it is latest. Versions of well-known images need no push
help-arg-image-size = Its compressed size, such as 120MB (default: that of the service with this image, of the facts, or a guess)
help-arg-boot-time = From its start to ready, such as 4s
help-arg-memory = Its memory at rest, such as 200MB
help-arg-images = A new image for a service, such as web=me/web:2
help-scale-arg-target = The service and its replicas, such as web=3
help-arg-resource = Only events that mention this resource
help-arg-what = An event's number, or a resource whose last change is meant
help-arg-remove = Remove everything that carries this deployment's tag, data included
help-schema-arg-command = The command, or `error`; without one, which schemas there are
help-arg-shell = The shell
usage-no-command = a command is missing
usage-no-command-help = `paperboat --help` lists the commands
usage-unknown-command = there is no command { $given }
usage-unknown-command-help = { $nearest ->
    [none] `paperboat --help` lists the commands
   *[other] try: paperboat { $nearest }
}
usage-unknown-argument = { $argument } is not known here
usage-unknown-argument-help = { $nearest ->
    [none] `{ $command } --help` lists what it takes
   *[other] the nearest is { $nearest }; `{ $command } --help` lists all
}
usage-missing-argument = missing: { $arguments }
usage-missing-argument-help = the form is: { $usage }
usage-no-value = { $argument } needs a value
usage-no-value-help = { $values ->
    [none] { $takes ->
        [none] `{ $command } --help` says what it takes
       *[other] { $takes }
    }
   *[other] it takes: { $values }
}
usage-bad-value = { $value } is no value for { $argument }
usage-bad-value-help = { $values ->
    [none] { $takes ->
        [none] `{ $command } --help` says what it takes
       *[other] { $takes }
    }
   *[other] it takes: { $values }
}
usage-conflict = { $argument } cannot be used together with { $other }
usage-conflict-help = leave one of them out
usage-values = { $argument } has too many or too few values
usage-values-help = `{ $command } --help` says how many it takes
usage-not-utf8 = an argument is not UTF-8 text
usage-not-utf8-help = type it again, in a terminal that speaks UTF-8
usage-wrong = { $reason }
usage-wrong-help = `{ $command } --help` says how it is used
man-examples = EXAMPLES
man-files = FILES
man-environment = ENVIRONMENT
man-exit = EXIT STATUS
man-name = NAME
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-options = OPTIONS
man-commands = COMMANDS
man-files-text = compose.yaml: the application, read as Docker Compose reads it, with .env and override files. .paperboat/: the deployments of this folder, each with its name.
man-environment-text = PAPERBOAT_LANG, LC_ALL, LC_MESSAGES, LANG: the language. NO_COLOR: no colour. COLUMNS: the width. COMPOSE_FILE, COMPOSE_PROFILES, COMPOSE_PROJECT_NAME, COMPOSE_ENV_FILES, COMPOSE_PATH_SEPARATOR, COMPOSE_DISABLE_ENV_FILE: as for Docker Compose.
man-exit-text = 0 it worked; 1 a deployment failed or was rolled back; 2 wrong input or use; 3 a session or a report cannot be read or written; 4 check: every strategy that was asked refuses something. exec ends with the command's own code.
man-written = { $count } pages were written to { $folder }
man-cannot-write = the pages cannot be written to { $folder }: { $reason }
man-cannot-write-help = name a folder in which you may write
