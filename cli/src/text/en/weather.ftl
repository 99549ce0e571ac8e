### Faults that strike a deployment from outside.

event-fault = fault: { $fault }
event-fault-at = fault at { $subject }: { $fault }
event-fault-ended = over: { $fault } ({ $subject })
event-fault-missed = fault, met nothing: { $fault } ({ $why })

fault-process-crash = a program crashes
fault-out-of-memory = a program takes all memory
fault-host-reboot = the machine boots again
fault-instance-dies = the instance is lost with its disk
fault-system-check-failed = the hardware under the instance fails
fault-task-retirement = AWS retires the tasks’ platform
fault-maintenance = AWS maintains what programs run on
fault-host-dies = the hardware under the programs fails
fault-spot-reclaim = AWS takes Spot capacity back
fault-zone-outage = an Availability Zone is without power
fault-registry-rate-limit = Docker Hub’s pull limit is used up
fault-registry-outage = registries do not answer
fault-slow-network = the way to the registries is slow
fault-security-group-closed = a port is taken out of the security groups
fault-bound-to-localhost = the next version listens on localhost only
fault-slow-start = a program takes long to start
fault-disk-full = the disk is full
fault-expired-secret = a secret has expired
fault-quota-reached = the vCPU quota is used up
fault-api-throttled = AWS refuses calls for their rate
fault-database-down = a database does not answer
fault-image-missing = the next version is in no registry
fault-image-crashes = the next version crashes at its start

missed-no-container = no container of that service runs
missed-no-database = no database of that name runs
missed-no-docker = that machine has no image or container that could fill its disk
missed-no-instance = no EC2 instance runs
missed-no-rule = no rule of a security group opens that port
missed-no-secret = no running program gets a secret of that name
missed-no-spot = nothing runs on Spot capacity
missed-no-task = no Fargate task runs
missed-no-zone = the region has no zone of that name
missed-nothing-runs = nothing runs
missed-nothing-there = nothing of this deployment is there
