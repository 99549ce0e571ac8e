### What every command may say.

level-error = error
level-warning = warning
level-help = help
level-note = note
docker-says = Docker Compose says: { $words }
first-defined-here = first defined here

### Words of tables.

column-key = Key
column-value = Value
column-unit = Unit
column-source = Source
column-confidence = Confidence
documented = documented
measured = measured
estimate = estimate

model-title = Model { $version }: { $count ->
    [one] one number
   *[other] { $count } numbers
}. Prices are those of us-east-1, on demand, without tax and free tier.
model-nothing = no number of the model begins with { $prefix }
model-nothing-help = the nearest key is { $nearest }; `paperboat model` lists all

override-form = --set takes KEY=VALUE, not { $given }
override-form-help = such as --set ec2.status_checks=90; `paperboat model` lists the keys
override-unknown = no number of the model is named { $key }
override-unknown-help = the nearest is { $nearest }; `paperboat model` lists all
override-wrong = { $key } cannot be { $value }: it is { $now } now, in { $unit }
override-wrong-help = { $form ->
    [distribution] give a number that is not negative, or a distribution such as { $key }='{"{"}"lognormal": {"{"}"median": 7, "p95": 18{"}"}{"}"}'; constant, uniform, exponential and triangular exist too
    [whole] give a whole number that is not negative
    [bounded-whole] give a whole number from 0 to { $most }
    [bounded] give a number from 0 to { $most }
   *[number] give a number that is not negative
}

schema-unknown = there is no schema for { $name }
schema-unknown-help = there are: { $names }

### Deployments that last.

session-none = there is no deployment named { $name } in .paperboat
session-none-help = `paperboat deploy` makes one
session-several = there are several deployments in .paperboat: { $names }
session-several-help = name one with --name
session-exists = there is a deployment named { $name } already
session-exists-help = go on with it (status, update, destroy), or choose another --name
session-other-way = { $name } was begun with { $was }, not with { $given }
session-other-way-help = go on with those, destroy it first, or choose another --name
session-io = { $path }: { $reason }
session-io-help = look at the permissions and the free space there, or go to a folder in which you may write
session-in-use = { $path } is in use by another paperboat
session-in-use-help = wait until it ends, or choose another --name
session-damaged = { $path }:{ $line } cannot be read ({ $reason })
session-damaged-help = the lines before it are sound: cut the file before this line, and the deployment goes on from there
session-other-model = { $path } was made with model { $was }, and this program has { $is }: the numbers would differ
session-other-model-help = use the program that made it, or remove its folder and deploy again
session-no-beginning = { $path } does not begin as a deployment of this program
session-no-beginning-help = put back what it began with, or remove its folder and deploy again

session-name = { $name } cannot be a deployment's name
session-name-help = a name has letters, digits, `-`, `_` and `.`, at most 64
session-other-strategy = the deployment { $name } goes by the strategy { $strategy }, which this program does not know
session-other-strategy-help = use the program that made it, or remove .paperboat/{ $name } and deploy again
session-incomplete = what is kept of the deployment { $name } is incomplete
session-incomplete-help = remove .paperboat/{ $name } and deploy again
session-ended = { $name } was destroyed; this is what happened until then
status-cut-off = the deployment { $name } was cut off before it came up
status-cut-off-help = `paperboat deploy` goes on with it, `paperboat destroy` removes what is there
session-empty = the deployment { $name } holds nothing
session-empty-help = remove .paperboat/{ $name }
session-unreadable = the deployment cannot be replayed: { $reason }
session-unreadable-help = use the program that made it, or remove its folder under .paperboat and deploy again

### The verbs of a deployment.

app-empty = { $files }: the application { $name } has no service to deploy
app-empty-help = add one under `services`, or enable its profile with --profile
max-tasks-way = --max-tasks is for tasks of ECS: { $strategy } has no service auto scaling
max-tasks-way-help = take --strategy fargate, ecs-ec2 or express; on ec2 and ec2-asg, scale by hand
max-tasks-fewer = --max-tasks { $most } is less than the { $tasks } tasks to begin with
max-tasks-fewer-help = raise --max-tasks to { $tasks } or more, or lower --tasks where you chose it
strategy-missing = no strategy was chosen
strategy-missing-help = choose one with --strategy: { $names }
strategy-unknown = there is no strategy { $name }
strategy-unknown-help = { $nearest ->
    [none] there are { $names }
   *[other] the nearest is { $nearest }; there are { $names }
}
service-unknown = there is no service { $name }
service-unknown-help = { $nearest ->
    [none] there are { $names }
   *[other] the nearest is { $nearest }; there are { $names }
}
image-form = --image takes SERVICE=IMAGE, not { $given }
image-form-help = such as --image { $service }=me/web:2
push-done = { $image } is pushed: { $digest }, { $size } MB
push-next = Next: paperboat update --image { $service }={ $image } -n { $name }
push-reference = { $image } is no image’s name: { $why }
push-reference-help = such as me/web:2
push-digest = an image is pushed under a tag, not under a digest: { $image }
push-digest-help = leave out what follows @
push-outside = paperboat pushes to simulated registries only
push-outside-help = push it with Docker: docker push { $image }
scale-form = scale takes SERVICE=N, not { $given }
scale-form-help = { $meant ->
    [none] N is a whole number, at most 1000, such as paperboat scale web=3
   *[other] try: paperboat scale { $meant }
}
update-other-logins = warning: the data of { $service } keep the login of { $what } that they were made with: its variables are read only while its data directory is empty. Change it inside the database (ALTER USER, CREATE DATABASE) too, or what reads the new one is refused
update-nothing = nothing is new
update-nothing-help = give a Compose file that differs, or --image SERVICE=IMAGE
rollback-nothing = there is no version before this one
rollback-nothing-help = there is one after an update: paperboat update --image SERVICE=IMAGE
verb-failed = failed in the step “{ $step }”: { $why }
remains-answers = The version before still answers.
remains-runs = The version before still runs; whether it answers cannot be asked from here.
remains-gone = The version before does not answer any more: paperboat rollback -n { $name } goes back to it.
next-after-failure = Next: paperboat events -n { $name }, paperboat why EVENT -n { $name }, or paperboat destroy -n { $name }
next-after-failed-deploy = Next: paperboat events -n { $name }, paperboat why EVENT -n { $name }, paperboat deploy -n { $name } to go on, or paperboat destroy -n { $name }
next-after-success = Next: paperboat status -n { $name }, paperboat logs SERVICE -n { $name }, paperboat destroy -n { $name }
status-title = { $name }: { $strategy } on { $platform }
status-cost = Costs { $hour } an hour, { $month } a month, without users' traffic.
step-time = { $all }, hands-on { $hands }
left-line = still costs money: { $resource } ({ $item }), { $hour } an hour
destroyed = { $name } is gone after { $seconds }. It cost { $total } in all; nothing is left.
why-nothing = no event or resource is called { $what }
why-nothing-help = `paperboat events` lists them; of a comparison, paperboat compare --events LANE

column-service = Service
column-replica = Replica
column-state = State
column-health = Health
column-image = Image
column-resource = Resource
column-item = Item
column-hour = An hour
column-month = A month

plan-title = Plan for { $app } on { $strategy } (seed { $seed }, model { $model }). Nothing was touched.
service-follows = { $service } has { $least } to { $most } tasks: service auto scaling keeps the load of their processors near 60 %.
plan-alone = One task only: { $services }. A second one would spoil the data that the first keeps on a volume.
plan-restarts = Added to what the file says: restart: unless-stopped for { $services }, because the file gives no restart policy and Compose’s own default is none.
plan-fails = It would fail in the step “{ $step }”: { $why }
plan-ports = Where programs are taken to listen
plan-port = { $service }: { $port }, as { $key } says
plan-resources = What is billed while it runs
plan-express-note = Express Mode: AWS makes the load balancer, its certificate, the security groups and the scaling. A new version gets a small part of the requests first, then all of them, and the version before stays a while; an alarm takes the new one back. Not modelled: ACM and TLS handshakes (the certificate is taken to be there), lifecycle hooks, and tasks of the version before that are lost meanwhile.
plan-ready = Ready in { $ready } ({ $typed } pasted commands, { $hands } hands-on).
plan-endpoints = It would answer at:
plan-nothing-public = No service is public: nothing answers from outside.
plan-left-nothing = After destroy nothing is left that costs money.

event-step-started = step: { $step }
event-step-finished = done: { $step }
event-step-failed = failed: { $step }: { $why }
event-wait-started = waits for { $what }, at most { $limit }
event-wait-met = came: { $what }
event-wait-over = gave up on { $what }; last seen: { $seen }
event-repeated = { $operation } is sent again ({ $code })
event-refused = { $operation } refused: { $code }: { $message }
event-serving = { $service } answers { $capacity } requests a second: { $why }
lost-answering = answering
own-not-modelled = not modelled: { $what }
own-not-in-container = not modelled in a container: { $what }
own-no-data = not modelled: the data of databases; only SELECT 1 answers
own-redis = not modelled: redis-cli other than ping
own-too-many-steps = cut off with exit code 124 after this many steps, the most that a command line of a world may take: { $what }

### Outside the simulator.

backend-not-built = this program was built without AWS
backend-not-built-help = build it with: cargo build --release --features aws
account-not-typed = real AWS wants the account's id typed back
account-not-typed-help = run this on a terminal, or give --account ID --yes
account-form = an account's id has 12 digits, { $given } does not
account-form-help = aws sts get-caller-identity shows it
account-differs = { $given } was typed, and --account says { $account }: nothing was sent
account-differs-help = type the same account, or leave --account out
account-warning = This will be real: it costs money in your account until it is destroyed. Budget { $budget } an hour; everything is tagged paperboat:expires={ $expires }.
account-question = Type the 12 digits of the account's id to go on:
budget-exceeded = it would cost { $hour } an hour, and the budget is { $budget }
budget-exceeded-help = raise --budget, or ask for less
host-key-question = Nobody vouches for this host key. Is it the machine's? (yes/no)
progress-wait = waiting for { $what }, at most { $limit }
progress-again = { $operation } again, because of { $code }
destroyed-untouched = { $name } had sent nothing that changes anything: there was nothing to remove, and it is forgotten
destroyed-outside = { $name } is destroyed ({ $seconds }); paperboat leftovers shows what else the account holds
doctor-title = { $place }, region { $region }
doctor-yes = there
doctor-missing = missing
doctor-paid = paid plan
doctor-unknown = not known
doctor-all = every operation that strategies need is there
doctor-some = { $count } operations are missing: a strategy that needs one stops before it creates anything. Try another endpoint (ministack has both flows), or the simulator.
doctor-localstack = doctor asks an endpoint, and none was named
doctor-localstack-help = say --backend localstack, and --endpoint-url when it is not http://localhost:4566
doctor-failed = the endpoint cannot be asked: { $why }
column-operation = Operation
column-supported = There
column-said = What the endpoint said

### Scenarios and faults.

scenario-unreadable = the scenario { $path } cannot be read: { $reason }
scenario-unreadable-help = { $nearest ->
    [none] there are standard, calm, and files such as storm.yaml
   *[other] the nearest that needs no file is { $nearest }
}
fault-form = --fault takes a fault and a time, not { $given }
fault-form-help = such as --fault process-crash@6h; the time counts from the first user on
fault-time = { $given } is no time within 31 days
fault-time-help = such as 90s, 30m or 6h
fault-unknown = there is no fault { $name }
fault-unknown-help = { $nearest ->
    [none] paperboat fault list shows all
   *[other] the nearest is { $nearest }; paperboat fault list shows all
}
fault-parameter = { $fault } has no parameter { $name }
fault-parameter-help = { $known ->
    [none] it has none
   *[other] it has { $known }
}
fault-service = { $fault }: the application has no service { $service }
fault-service-help = it has { $services }
fault-value = { $name } of { $fault } cannot be { $value }
fault-value-help = paperboat fault list shows what it takes
scenario-expects-nothing = { $path } expects nothing: a test that cannot fail
scenario-expects-nothing-help = add expect:, such as - available: 99.9%
scenario-no-app = { $path } does not say which application it is about
scenario-no-app-help = add app: compose.yaml, a path beside the scenario, or give --app
junit-unwritable = the results cannot be written to { $path }: { $reason }
junit-unwritable-help = name a file in a folder that is there and may be written
test-title = { $file }: { $scenario } ({ $app })
test-met = met
test-not-met = NOT MET
test-seeds = ({ $met } of { $seeds } seeds; shown: seed { $seed })
test-sum = { $met } of { $all } expectations met
expect-available = available at least { $value }
expect-lost-below = lost below { $value }
expect-recovered-within = recovered within { $value }
expect-cost-below = cost below { $value } a month
expect-first-answer-within = first answer within { $value }
expect-seen = seen: { $value }
expect-never-seen = never seen: { $value }
expect-of-service = for { $name }
expect-of-after = after { $name }
found-requests = { $value } requests
found-not-interrupted = nothing was interrupted
found-not-yet = not in this time
found-seen = event { $event }
found-not-seen = no such event
found-not-reached = the run did not come to it
column-fault = Fault
column-parameters = Parameters
column-about = What happens
fault-forms = Throw one: paperboat fault FAULT[:VALUE][,PARAMETER=VALUE] at a deployment, compare --fault FAULT@TIME, or fault: in a scenario's timeline. What follows the colon is the first parameter. Without a service, a zone or a secret one is drawn by the seed.
fault-next = Next: paperboat advance 10m -n { $name } lets time pass; paperboat events and paperboat why tell what came of it.
advance-time = { $given } is no time above 0 and up to 31 days
advance-time-help = such as 90s, 30m or 6h
advance-done = { $time } passed; it is { $now } now. Events: { $count }.
advance-more = … and { $count } more: paperboat events
world-outside = only in a simulated deployment time can be moved and faults be thrown
world-outside-help = deploy on the simulator: paperboat deploy FILE -s ec2
