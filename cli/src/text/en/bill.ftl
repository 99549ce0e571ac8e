### Bills: what is counted, at which price.

item-instance = EC2 instance
item-gp3-volume = gp3 volume
item-snapshot = snapshot
item-public-ipv4 = public IPv4 address
item-fargate-task = Fargate task
item-load-balancer = load balancer
item-secret = secret
item-efs-storage = EFS storage
item-hosted-zone = private hosted zone
item-ecr-storage = ECR storage
item-capacity-units = load balancer capacity (LCU)
item-log-ingestion = log lines taken in
item-log-storage = log lines kept
item-data-out = data out
item-data-out-free = data out, free each month
item-secret-calls = calls to Secrets Manager
item-cpu-credits = CPU above the earned credits

unit-hour = h
unit-vcpu-hour = vCPU-h
unit-gb-hour = GB-h
unit-gb-month = GB-month
unit-gb = GB
unit-month = month
unit-lcu-hour = LCU-h
unit-10k-calls = x 10 000 calls

column-quantity = A month: quantity x unit price
position = { $quantity } { $unit } x { $price }
position-of = { $item }: { $position } = { $amount }
positions-of = { $lane }, a month with traffic:

cost-month-idle = per month, idle
cost-failed = { $cost } ({ $phase } failed)
cost-idle-note = Without what users' requests add (data out, load balancer capacity, log lines): paperboat compare shows it.
cost-month-note = A month has 730 hours, and its users are the day's curve times 30.42, however long the run was. Not counted, because not modelled: bytes between zones, what programs read from and write to disks and file systems.

override-unused = your own { $key } had no effect: nothing in this run uses that number
