### The comparison and the reports of the other verbs.

compare-title = { $app }: both ways, on one clock. Seed { $seed }, model { $model }, { $peak } requests a second at the day's peak.
compare-title-quiet = { $app }: both ways, on one clock. Seed { $seed }, model { $model }, no users.

section-summary = { $seeds ->
    [one] Side by side (less is better)
   *[other] Side by side (less is better; where seeds differ, the second line is the least and the most of { $seeds } seeds)
}
section-summary-many = Side by side (less is better; where seeds differ, the second line is where nine tenths of { $seeds } seeds lie)
section-endings = Who brought it back after each fault, in { $seeds } seeds (the time from the fault on is the median, with where nine tenths lie)
section-differences = How each lane differs from { $lane }, seed by seed, over { $seeds } seeds (the mean difference ± half of its 95 % interval)
differences-note = × is how many times as many seeds it would take to know a difference as well if each lane had a weather of its own. Another lane comes first with --lanes.
ending-unnoticed = unnoticed: { $count }
ending-itself = by itself: { $count }
ending-person = by the person called: { $count }
ending-not-yet = not back yet: { $count }
precision-reached = After { $seeds } seeds every difference between lanes is known to { $percent } of the figures or to what a reader can tell apart (95 %).
precision-missed = After { $seeds } seeds these differences between lanes are not known to { $percent } of the figures: { $missed }. More seeds know more.
waiting = { $done } of { $all } runs; about { $time } left
section-timeline = Where the time went, by subgoal: hands-on + machines
section-traffic = What users noticed: requests lost / sent, downtime (each part lasts until the next one; downtime is time by the clock in which at least one public service answered nobody)
section-latency = How soon users were answered: half of them / 95 of 100 / 99 of 100 within (requests one by one, under the first seed)
latency-note = A program works at some requests at the same time, each for a time of exponential distribution, and the others wait in order of arrival (paperboat model workload.workers, world.users_patience_s). The way to the program and back is not counted.
latency-lost = lost: { $count }
latency-waiting = waiting: { $count }
section-cost = What it costs, in USD
section-left = What still costs money after destroy
section-verdict = { $seeds ->
    [one] Who won, under one seed
   *[other] Who won, over { $seeds } seeds
}
section-decides = What decides it: each group of assumptions halved and doubled, under the first seed
section-assumptions = What this rests on

column-metric = Measure
column-subgoal = Subgoal
column-phase = Part
column-cost = Kind

metric-outcome = outcome
outcome-worked = all worked
outcome-failed = failed: { $phase }
lane-alone = { $lane }: one task only of { $services }, whose data on a volume a second one would spoil.
figure-apart = * not compared: a part of this lane failed, so it did less.
lane-refused = { $more ->
    [0] refused: { $key }: { $reason }
    [one] refused: { $key }: { $reason }; and one more reason
   *[other] refused: { $key }: { $reason }; and { $more } more reasons
}
metric-first-answer = time to first answer
metric-human-time = hands-on time
metric-typed = pasted commands
metric-calls = AWS writes / AWS reads / on machines
metric-lost-day = requests lost in { $hours } h of users
metric-downtime-day = downtime in { $hours } h of users
metric-downtime-update = downtime in the update
metric-lost-update = requests lost in the update
metric-cost-month = cost per month, with traffic
metric-downtime-scale = downtime while scaling out
metric-lost-faults = requests lost to faults
metric-downtime-faults = downtime by faults
metric-called = calls to a person
metric-lost-bad-update = requests lost to a bad version
metric-downtime-bad-update = downtime by a bad version
metric-lost-rush = requests lost in the rush
metric-downtime-rush = downtime in the rush
metric-left-behind = resources left behind

hands-and-machines = { $hands } + { $machines }
lost-of = { $lost } / { $asked }
traffic-none = No public service: no traffic, no downtime to measure, and nothing to scale out.
traffic-not-reached = No lane came up, so no users came.
lost-because = { $phase }: { $service }: { $requests } requests in { $seconds }: { $why }
lost-more = and { $count } more, with { $requests } requests: compare --json, or --events { $lane }

phase-deploy = deploy
phase-serve = hours of users
users-serve = { $hours } h of users
users-update = update
users-scale = scale out
users-bad-update = bad version
users-rollback = rollback
users-rush = rush
phase-update = update
phase-scale = scale out
phase-fault = fault
phase-bad-update = bad version
phase-rollback = rollback
phase-rush = rush
phase-destroy = destroy
phase-failed = { $lane }: { $phase } failed in the step “{ $step }”: { $why }
phase-failed-next = Next: --why { $lane }:{ $event } follows it to its cause, --events { $lane } lists what happened.

cost-hour = per hour, idle
cost-month = per month, with traffic
cost-whole = the whole run
cost-compute = compute
cost-storage = storage
cost-load-balancing = load balancing
cost-network = network
cost-logs = logs
cost-secrets = secrets
cost-total = total

left-nothing = { $lane }: nothing
left-something = { $lane }: { $items }

verdict-won = { $metric }: { $lane }
verdict-only = { $metric }: { $lane }; no other lane got that far
verdict-equal = { $metric }: no difference
verdict-equal-at = { $metric }: no difference, { $value } each
verdict-equally-lost = { $metric }: no lane is better: each loses { $lost } of { $asked }
verdict-tied = { $metric }: equally good, and better than the rest: { $lanes }
verdict-depends = { $metric }: varies with the seed; each of these won at least once: { $lanes }
verdict-nobody = { $metric }: no lane got that far

doubt-guesses = what unknown programs were guessed to need (size, boot, memory, time a request)
doubt-hands = the time that the person takes to type
doubt-users = how many requests users send
doubt-estimates = the timings that are our own estimates (paperboat model: estimate)
decides-half = halved: { $doubt }
decides-twice = doubled: { $doubt }
decides-nothing = halving or doubling these changes no verdict: { $doubts }

assumption-seeds = { $seeds ->
    [one] Figures and verdicts are those of seed { $seed } alone. How far they vary, more seeds show.
   *[other] Figures are those of seed { $seed }, with the range over { $seeds } seeds where they vary. A verdict that names a winner held under all { $seeds }.
}
assumption-model = Latencies, prices and limits are the model's, each with a source: paperboat model. Replace one with --set KEY=VALUE.
assumption-guess = not known: { $services }. Assumed: { $size } MB, { $boot } s to boot, { $memory } MiB, { $rate } requests a second. State { $members } under x-paperboat.

max-tasks-lanes = --max-tasks is for a lane whose tasks follow a metric, and none is among those that run
max-tasks-lanes-help = for example --lanes fargate-many,fargate-scaled --max-tasks 6
lane-unknown = { $name ->
    [none] a name of a lane is empty
   *[other] there is no lane { $name }
}
lane-unknown-help = { $nearest ->
    [none] there are { $names }
   *[other] the nearest is { $nearest }; there are { $names }
}
lane-twice = the lane { $name } is named twice
lane-twice-help = name each once
why-form = --why takes a lane and an event, not { $given }
why-form-help = such as --why ec2-naive:202
peak-out-of-range = --peak takes a number above 0 and up to 1000000, not { $given }
peak-out-of-range-help = it is in requests a second at the busiest hour of the day, such as --peak 20
precision-form = --precision takes a percentage from 0.01 up to less than 100, not { $given }
precision-form-help = such as --precision 5%: differences are then known to ±5 % of the figures, or --seeds ends it
per-request-too-many = { $requests } requests are too many to look at one by one; up to { $most } are
per-request-too-many-help = leave --per-request out, or take fewer users with --peak or a shorter time with --hours
shard-form = --shard takes a part such as 2/8, not { $given }
shard-form-help = parts are counted from 1: a job whose index begins with 0 adds 1 to it
shard-too-many = there are { $seeds } seeds: they cannot be shared out as { $given }
shard-too-many-help = make fewer parts, or take more with --seeds
shard-format = a part of a comparison is data, which --format { $format } cannot show
shard-format-help = write it to a file that ends in .json, without --format; paperboat merge FILE... --format { $format } shows the whole
merge-nothing = there are no parts to join
merge-nothing-help = name the files that compare --shard I/N --out FILE has written
merge-unreadable = { $path } cannot be read: { $reason }
merge-unreadable-help = name the files that compare --shard I/N --out FILE has written
merge-no-shard = { $path } is no part of a comparison: { $reason }
merge-no-shard-help = name the files that compare --shard I/N --out FILE has written; one that was cut off is made again
merge-damaged = { $path } does not hold the seeds that it says it holds
merge-damaged-help = make this part again
merge-other-program = { $path } was made by paperboat { $was }, this is { $is }
merge-other-program-help = join it with the version that made it, or make it again with this one
merge-own-model = { $path } was made with model { $was }, this program has { $is }
merge-own-model-help = join it with the program that made it, or make it again with this one
merge-other-model = { $path } was made with model { $was }, { $first } with { $is }
merge-other-model-help = make all parts with one program and the same --set
merge-other-input = { $path } compares something else than { $first }; another: { $what }
merge-other-input-help = make all parts with the same files and options, but for --shard and --out
merge-input-app = application
merge-input-scenario = scenario
merge-input-lanes = lanes
merge-input-seed = first seed
merge-input-seeds = number of seeds
merge-input-peak = peak
merge-input-people = who works, and how
merge-input-per-request = requests one by one
merge-input-max-tasks = the most tasks of a service
merge-input-overrides = numbers of the model
merge-other-count = { $path } is part { $shard }, { $first } is part { $other }
merge-other-count-help = make all parts with the same number of them
merge-twice = part { $shard } is there twice: { $first } and { $path }
merge-twice-help = leave one of them out
merge-missing = { $count ->
    [one] of { $of } parts, one is missing: { $shards }
   *[other] of { $of } parts, { $count } are missing: { $shards }
}
merge-missing-help = make what is missing with compare --shard, and name its file too
merge-other-outcome = seed { $seed } gives other numbers here than in the parts
merge-other-outcome-help = they were made by another build of this version: join them with that one, or make them again

subgoal-provision = provision
subgoal-access = access
subgoal-runtime = runtime
subgoal-image = image
subgoal-run = run
subgoal-expose = expose
subgoal-observe = observe
subgoal-survive = survive
subgoal-update = update
subgoal-scale = scale
subgoal-clean-up = clean up

### A size that does not carry its traffic.

capacity-short = { $lane } does not carry this traffic: { $service } answers { $answered } of { $peak } requests a second at the peak, and loses { $lost } of { $asked } in { $hours } hours.
capacity-short-plan = this size does not carry the traffic: { $service } answers { $answered } of { $peak } requests a second at the peak (--peak).
capacity-would = It takes { $replicas }.
capacity-replicas = { $needed } replicas of { $name } instead of { $now } ({ $each } requests a second each)
capacity-machine = On one machine that takes { $size }.
capacity-port = Only one container of a machine can publish the port: put a proxy in front of them, as ec2-careful does.
capacity-enough = { $service } answers up to { $answered } requests a second; { $peak } are expected at the peak (--peak).

### Why requests were lost.

lost-overload = more requests than the replicas can answer
lost-nobody-there = nothing answers at that address
lost-not-ready = the program is not ready
lost-requirement-unreachable = something that it needs cannot be reached
lost-requirement-down = something that it needs is down
lost-not-started = the container was never started
lost-booting = the program is still booting
lost-stopping = the program is ending
lost-exited = the program has ended
lost-refused = nothing listens there
lost-name-not-found = the name does not resolve
lost-security-group = a security group does not let requests in
lost-other-network = that address belongs to another network
lost-no-way-out = the sender has no way to the internet
lost-no-target = the load balancer has no target

cause-timed-out = { $what } did not come within { $waited }; last seen: { $seen }
cause-rolled-back = { $what } was rolled back: { $reason }
cause-command = `{ $command }` ended with { $code }

### How what was interrupted came back.

recovery = back as before
recovery-not-needed = not touched
recovery-unnoticed = users noticed nothing
recovery-itself = { $time }, by itself
recovery-person = { $time }, by a person
recovery-not-yet = not in this time ({ $event })
