### What `paperboat` shows without a command: both ways on an example.

play-open = Two ways, one clock
play-title = Two ways, one clock: { $app }
play-about = A web service and its cache go to AWS twice, on the simulator: by hand, on a machine of their own ({ $first }), and managed, on Fargate ({ $second }). No account is needed, and nothing leaves this computer.
play-predict = Before you watch, predict: one key each. Enter leaves a question open, q goes to the end.
play-ask-first-answer = Which way answers its first request sooner?
play-ask-lost = For { $hours } h users follow, and this happens meanwhile: { $parts }. Which way loses fewer requests?
play-alike = about the same
play-left-open = left open

play-clock = Until the first answer: { $time }
play-day = Users have come for { $time }
play-keys = (q or Enter: to the end)
play-answered = answered
play-some-lost = some lost
play-most-lost = most lost
play-lost-in = Requests lost in

play-happened = What happened
play-as-predicted = As you predicted.
play-not-as-predicted = Not as you predicted ({ $said }).
play-never = never
play-was-first-answer = First answer: { $better } was sooner, after { $less }; { $other } took { $more }.
play-alike-first-answer = First answer: about the same, after { $less } ({ $better }) and { $more } ({ $other }).
play-was-lost = Requests lost, of { $asked }: { $better } lost fewer, { $less }; { $other } lost { $more }.
play-alike-lost = Requests lost, of { $asked }: about the same, { $less } ({ $better }) and { $more } ({ $other }).
play-held-all = It came out so under all { $seeds } seeds; each draws its own delays and faults.
play-held-some = It came out so under { $held } of { $seeds } seeds; each draws its own delays and faults.
play-most-time = What separates them most is “{ $what }”: { $more } on { $other }, { $less } on { $better }.
play-most-lost-in = What separates them most is “{ $what }”: { $other } lost { $more }, { $better } { $less }.
play-cost = A month with these users costs { $costs }.
play-cost-of = { $cost } on { $lane }
play-false = Where this is false
play-false-because = It is one application, one careful way of each kind, and the numbers of a model ({ $model }), under seed 1 of { $seeds }. Another application may fare the other way round: compare says so, and which assumptions decide it.

play-next = Next
play-next-compare = paperboat compare compose.yaml: your own application down all { $lanes } lanes
play-next-shell = paperboat shell: a computer at which you type aws, ssh and docker yourself
play-next-book = paperboat book: the book, which explains both ways by doing them
play-next-help = paperboat --help: every command
