### Reports as pages for a browser and for a pull request, and files that reports are written to.

page-title = { $app }: the ways to AWS, side by side
page-scenario = Scenario: { $scenario }.
page-contents = On this page
page-made = Made by paperboat. The same seed, model and version of the program give the same page.
page-won = { $lane } was best under every seed in: { $metrics }
page-tied = { $lanes } were equally good, and better than the rest, in: { $metrics }
page-depends = The seed decides: { $metrics }
page-equal = No difference: { $metrics }
page-nobody = No lane got that far: { $metrics }
page-causes = Because of what requests were lost
page-costs = By the hour, by the month and in all
page-positions = What a month is made of: quantity x unit price
page-model = { $count } numbers of the model that were read, with their sources

column-units = Quantity
column-price = Unit price
column-amount = Amount

drawn-clock = Until the first answer, on one clock
drawn-answered = { $lane }: first answer after { $time }
drawn-never = { $lane }: no answer
drawn-hands = hands type, read or decide
drawn-machines = machines work
drawn-hours = What users asked for, what could be answered, and what was lost
drawn-peak = At most { $peak } requests a second were sent
drawn-lost = { $lane }: { $lost } requests lost
drawn-rates = requests a second
drawn-losses = requests lost
drawn-demand = requests that users sent
drawn-capacity = up to which every public service answers
drawn-lost-key = requests that were lost
drawn-downtime = Downtime by its cause
drawn-ended = { $time }; back as before: { $ended }
drawn-months = A month with traffic, by kind
drawn-month = { $lane }: { $total } a month
drawn-range = over the seeds { $min } to { $max }

output-written = Written to { $path }
output-conflict = --json and --format { $format } ask for different things
output-conflict-help = leave one of them out
output-unwritable = the report cannot be written to { $path }: { $reason }
output-unwritable-help = name a file in a folder that is there and in which you may write
output-ending = no report is written as .{ $ending }
output-ending-help = end the name in .html, .md, .json or .txt, or name the format with --format
output-no-room = there is no room for the report at { $path }: { $reason }
output-no-room-help = make room on that disk, or name a file on another one
output-is-folder = { $path } is a folder
output-is-folder-help = name a file in it, such as { $path }/report.html
help-arg-format = The format of the report; without it, what the ending of --out says (.html, .md, .json), or text
help-arg-out = Write the report into this file instead of on standard output; what stood there stays until it is whole
leftovers-title = What deployments left

diagram-title = { $app }: what is made, and who talks to whom
diagram-flow = What is made, in order
diagram-topology = Who talks to whom, and what is open
diagram-nothing = { $lane }: it does not come up, so nobody talks to anybody (paperboat plan says why).
diagram-link = { $from } to { $to } at { $port }
diagram-internet = internet
diagram-replicas = { $count } replicas
diagram-open-key = red: the internet may come in
diagram-open = open: { $what } from { $from }
diagram-public = public address
diagram-load-balancer = load balancer
diagram-instance = { $count ->
    [one] EC2 instance
   *[other] { $count } EC2 instances
}
diagram-task = { $count ->
    [one] Fargate task
   *[other] { $count } Fargate tasks
}
diagram-file-system = EFS file system

help-diagram = Draw what a way to deploy makes in which order, and who talks to whom then
help-diagram-after =
    Examples:
    {"  "}paperboat diagram compose.yaml -s ec2
    {"  "}paperboat diagram compose.yaml --all --out ways.svg
    What is drawn is read off a rehearsal: its steps, the addresses, security groups, load balancers and programs that there are at its end, and what those programs connect to.
help-diagram-arg-all = Draw every lane of compare side by side
help-diagram-arg-format = The format; without it, what the ending of --out says (.svg, .html, .md, .json), or text
help-diagram-arg-out = Write the diagram into this file instead of on standard output; what stood there stays until it is whole
