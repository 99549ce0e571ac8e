### Reports as pages for a browser and for a pull request, and files that reports are written to.

page-title = { $app }: the ways to AWS, side by side
page-scenario = Scenario: { $scenario }.
page-contents = On this page
page-made = Made by paperboat. The same seed, model and version of the program give the same page.
page-won = { $lane } was best under every seed in: { $metrics }
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
output-is-folder = { $path } is a folder
output-is-folder-help = name a file in it, such as { $path }/report.html
help-arg-format = The format of the report; without it, what the ending of --out says (.html, .md, .json), or text
help-arg-out = Write the report into this file instead of on standard output; what stood there stays until it is whole
leftovers-title = What deployments left
