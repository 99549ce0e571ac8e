### The comparison and the reports of the other verbs.

compare-title = { $app }: both ways, on one clock. Seed { $seed }, model { $model }, { $peak } requests a second at the day's peak.

section-summary = Side by side (less is better)
section-timeline = Where the time went, by subgoal: hands + machines
section-traffic = What users noticed: lost of asked, time without any answer (the hour after a change counts with it)
section-cost = What it costs, in USD
section-left = What still costs money after destroy
section-verdict = Who won
section-decides = What decides it: each group of assumptions halved and doubled, under the first seed
section-assumptions = What this rests on

column-metric = Measure
column-subgoal = Subgoal
column-phase = Part
column-cost = Kind

metric-first-answer = time to first answer
metric-human-time = time of hands
metric-typed = pasted commands
metric-calls = AWS writes / AWS reads / on machines
metric-unavailable-day = unavailable in the day
metric-unavailable-update = unavailable in the update
metric-lost-update = requests lost in the update
metric-unavailable-scale = unavailable in the scaling
metric-cost-month = cost a month, with traffic
metric-left-behind = resources left behind

hands-and-machines = { $hands } + { $machines }
lost-of = { $lost } of { $asked }, { $unavailable }
lost-because = { $service }: { $requests } requests in { $seconds }: { $why } (--why { $event })

phase-deploy = deploy
phase-serve = a day
phase-update = update
phase-scale = scale out
phase-destroy = destroy
phase-failed = { $lane }: { $phase } failed in the step “{ $step }”: { $why }

cost-hour = an hour, no traffic
cost-month = a month, with traffic
cost-voyage = the whole voyage
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
verdict-equal = { $metric }: no difference
verdict-tied = { $metric }: equally good, and better than the rest: { $lanes }
verdict-depends = { $metric }: depends on the weather; best at least once: { $lanes }
verdict-nobody = { $metric }: no lane got that far

doubt-guesses = what unknown programs were guessed to need (size, boot, memory, time a request)
doubt-hands = the time that the person takes to type
doubt-users = how many requests users send
doubt-estimates = the timings that are our own estimates (paperboat model: estimate)
decides-half = halved: { $doubt }
decides-twice = doubled: { $doubt }
decides-nothing = no verdict changes by: { $doubts }

assumption-seeds = The numbers are those of the first seed; the verdicts hold over { $seeds } seeds.
assumption-model = Latencies, prices and limits are the model's, each with a source: paperboat model. Replace one with --set KEY=VALUE.
assumption-guess = not known: { $services }. Assumed: { $size } MB, { $boot } s to boot, { $memory } MiB, { $rate } requests a second. State { $members } under x-paperboat.

lane-unknown = there is no lane { $name }; { $nearest ->
    [none] there are { $names }
   *[other] the nearest is { $nearest }
}
why-form = --why takes a lane and an event, such as ec2-naive:202, not { $given }
peak-out-of-range = --peak takes a number above 0 and up to 1000000, not { $given }

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

cause-timed-out = { $what } did not come in { $waited }; last seen: { $seen }
cause-rolled-back = { $what } was rolled back: { $reason }
cause-command = `{ $command }` ended with { $code }
