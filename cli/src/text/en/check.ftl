### What `check` says: what becomes of each key, why, what can be done; and the traps.

### What becomes of a key.

outcome-kept = kept
outcome-changed = changed
outcome-dropped = dropped
outcome-refused = refused

### Why.

because-access-point = an access point of an EFS file system takes its place: files over NFS instead of a local disk
because-always-pulled = every task pulls its image anew
because-always-replaced = ECS replaces every task that stops, whatever the policy says
because-anonymous = nothing is mounted: the files last as long as the task
because-architecture = the image exists for { $has } only, the machine is { $wants }
because-as-written = Docker Compose reads it on the instance, as written
because-bind-empty = { $source } is empty on the instance: only the files of the application itself are carried there
because-bounded = ECS takes whole numbers from { $least } to { $most }: the nearest is used
because-container = a container on the instance
because-container-job = a container on the instance that does its work and ends: it gets no restart policy
because-desired-count = as many tasks are kept running
because-development = it has a meaning only while developing
because-device-of-host = the instance must have the device
because-ecs-rolls = ECS rolls a service by its own percentages, with the circuit breaker on
because-ecs-service = an ECS service; each task has { $cpu } CPU units and { $memory } MiB
because-env-merged = its variables stand in the task definition, those that look secret in Secrets Manager
because-extension = nobody here reads keys that begin with x-
because-external-object = Docker Compose takes no external { $name }: only Swarm has such
because-fargate-lacks = Fargate has no { $key }
because-file-carried = the file is carried to the instance
because-firewall-closed = Docker publishes it, but the security group lets in only the fixed TCP ports of public services
because-healthy-once = ECS knows no such condition between services: { $service } is started first and its rollout awaited, at deployment only
because-holds-anyway = it says what holds anyway
because-host-path = the instance's own { $source } is mounted
because-host-port-scaled = two containers cannot share port { $port } of one instance: Docker refuses the second
because-host-port-twice = { $service } takes port { $port } of the instance already
because-in-definition = its content stands in the task definition
because-inside-only = not public: other services reach it as { $service }:{ $target }; a host port does not exist
because-instance = everything runs on one { $type } instance, because { $memory } MiB are needed
because-job-bare = a job before other containers of a task gets neither ports nor volumes nor health checks
because-job-ends = a job that failed is not started again by itself
because-job-before = a job: it runs first in every task of the services that await it
because-job-first = { $service } runs first in every task, not once for all
because-job-once = a job: one task that runs once; Service Connect gives it no names, so it reaches no other service
because-link-alias = nobody is known as { $alias }: Service Connect has the name { $service }
because-listener = the load balancer listens on { $published } and forwards to { $target } of the tasks
because-listener-taken = the listener on { $port } belongs to { $service } already
because-log-group = lines go to a log group of CloudWatch Logs
because-loopback = not public: published on 127.0.0.1 of the instance only
because-made-anew = nothing is looked for: an empty new one is made
because-mount-hides = a task cannot put one file among those that the image has beside { $target }: the others would be hidden
because-mount-too-large = { $source } is too large to travel in a task definition
because-name-mentioned = it becomes a name in Service Connect, because settings of the application mention it
because-name-unused = no settings of the application mention it, so that it becomes no name
because-network-made = it is made on the instance first
because-no-content = there is no content for { $name }: the file or variable is missing
because-no-docker = there is no Docker engine whose socket could be mounted
because-no-gpu = no instance of the list has such a device
because-no-host-files = there is no host, so nothing of { $source } is in the task
because-no-host-port = not public and without a fixed host port: not published
because-no-instance = no listed instance type has { $memory } MiB
because-no-task-size = no Fargate size has { $cpu } CPU units and { $memory } MiB
because-nofile-only = Fargate lets only nofile be changed
because-not-built = nothing is built there: { $image } is pulled from its registry
because-not-shared = tasks share no volumes by the name of a service
because-obsolete = Compose has not heeded it since 2020
because-order-once = the order of the start at deployment; later restarts heed it no more
because-other-profile = its profile is not enabled
because-own-interface = every task has a network interface of its own
because-own-service = every service becomes an ECS service of its own; jobs become tasks
because-platform = the task runs on { $platform }
because-plugin-missing = Docker on the instance lacks the plugin that { $key } needs
because-port-not-known = the image listens on { $ports }: { $target } gets no port mapping
because-port-range = Service Connect gives no name to a range: { $ports }
because-read-here = it has its effect before anything is deployed
because-restart-added = the file gives no restart policy: the careful way adds restart: unless-stopped
because-runtime-missing = Docker on the instance has no runtime { $runtime }
because-secret-moved = the same, but { $names } from Secrets Manager
because-secrets-manager = Secrets Manager keeps it
because-service-connect = Service Connect gives the names; all tasks share one security group, so networks divide nothing
because-source-missing = { $source } is not there: the container cannot start with it
because-swarm-only = only Docker Swarm heeds it
because-task-definition = the task definition says the same
because-task-size = it chooses the size of the task: { $cpu } CPU units and { $memory } MiB
because-tcp-only = load balancer and Service Connect carry TCP, not { $protocol }
because-unknown-key = the strategy does not pass { $key } on
because-unused = no active service uses it
because-volume-made = it is made on the instance first, and is empty
because-windows = only Windows containers heed it
because-written-before = a first container of the task writes it; { $folder } then holds nothing else

### What can be done.

remedy-build-in = put it into the image: FROM the same image, and COPY
remedy-copy-data = copy the data there after the deployment, or restore a backup
remedy-enable-profile = enable it with --profile
remedy-give-content = give it a file, a variable or content
remedy-into-image = put the files into the image, or make them a config
remedy-job-restart = write restart: "no" or on-failure
remedy-less-memory = lower the limits, or divide the application
remedy-make-file = create it, or correct the path
remedy-multi-arch = build the image for both: docker buildx build --platform linux/amd64,linux/arm64
remedy-name-volume = give the volume a name
remedy-network-alias = make it an alias: networks.NAME.aliases
remedy-other-machine = choose a GPU instance by hand
remedy-other-port = publish another host port
remedy-other-strategy = use ec2 for it, or do without
remedy-name-image = the name { $image } is made up, and on Docker Hub it belongs to whoever has that namespace: give { $service } an `image:` in a repository of your own (in ECR: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/{ $service }:1), then build it and push it under that name: { $build }
remedy-push-image = build it and push it before: { $build }
remedy-rds = for a database, consider RDS
remedy-s3 = for files that users upload or many read, consider S3
remedy-say-architecture = state x-paperboat.architecture if the image is for another one
remedy-say-port = if the program listens there, state x-paperboat.port
remedy-say-public = if users shall reach it, state x-paperboat.public: true
remedy-say-restart = write restart:, with "no" for what ends by itself
remedy-scale-later = deploy one and scale after: a proxy then shares the port; or leave the host port out

### The traps.

trap-architecture = the image exists for { $has } only, but the instance is { $wants }: the pull finds no image, or the program does not start
trap-bind-mount = what lies in { $source } is not there: containers find an empty folder or none
trap-build = there is only a build: production pulls { $image }, which somebody must have pushed
trap-command-cut = the command ends before the unquoted { $by }: Compose starts no shell
trap-container-name = { $name } is a container's name: it works as a host only while there is one copy, the service is { $service }
trap-data-scaled = { $replicas } copies would share one volume and destroy each other's data
trap-database-published = port { $port } of something that keeps data is published: a first tutorial opens it to the whole internet
trap-docker-socket = there is no Docker socket on Fargate: the program cannot do its work
trap-docker-socket-root = whoever takes over this container is root on the instance
trap-external-network = nobody has made the network { $name } there
trap-external-volume = nobody has made the volume { $name } there: it begins empty
trap-healthy = later restarts do not wait until { $service } is healthy
trap-job-never-ends = { $service } is waited for until it has completed, but { $image } is a server and does not end by itself: what waits for it never starts
trap-job-restarts = { $service } is waited for until it has completed, but restart: { $policy } starts it again after every end: what waits for it never starts
trap-latest = { $image } has no fixed version: every pull may bring another one, and there is nothing to roll back to
trap-localhost = { $variable } names the container itself, where { $service } does not run
trap-memory-instance = no listed instance type holds everything: { $memory } MiB
trap-memory-task = no Fargate size holds it: { $cpu } CPU units and { $memory } MiB
trap-no-health-check = it is public, and nothing tells when it is well: a load balancer asks for /
trap-plain-secret = { $variable } stands in plain text in a file
trap-platform = it asks for { $platform }, but its machine is another one
trap-port-conflict = it is taken to listen on { $port }, but { $key } says { $other }
trap-port-guessed = nothing in the file says where it listens: { $port } is a guess by the kind of program
trap-port-implied = it is taken to listen on { $port }: the address in { $key } names no port, and its scheme means that one
trap-port-taken = it is taken to listen on { $port }: { $key } says so
trap-port-unequal = host port { $published } is not container port { $target }: awsvpc has no host ports, ECS refuses an unequal pair
trap-port-unknown = nothing in the file says where it listens: others cannot be told how to reach it
trap-rights = Fargate refuses { $key }: the program must do without
trap-udp = port { $port } speaks { $protocol }: neither load balancer nor security group let it in
trap-variable = { $variable } is not set: it counts as empty
trap-volume-anonymous = the volume at { $path } has no name: its data goes with the container
trap-volume-database = { $volume } becomes EFS: a database on NFS is slow, and some refuse its locks
trap-volume-efs = { $volume } becomes EFS: slower than a disk, and billed by the GB
trap-managed = { $host } is { $service }, outside the application: it is taken to answer; what it answers and its speed are not modelled
trap-outside = { $host } is stated as outside the application: it is taken to answer; what it answers and its speed are not modelled
trap-unknown-host = no service has the name { $host }: nothing of the application answers there
remedy-expose = leave the host port out, or publish 127.0.0.1:{ $port }:{ $port }
remedy-health-path = add a healthcheck, or state x-paperboat.health-path
remedy-one-copy = keep one copy, or use a service that replicates by itself
remedy-one-port = make them agree, or state x-paperboat.port
remedy-say-other-port = if it is another one, state x-paperboat.port
remedy-state-port = state x-paperboat.port, or write expose
remedy-own-network = let Compose make it: remove external
remedy-pin = write a version: a tag that is never moved, or a digest
remedy-quote = write a list: ["sh", "-c", "..."]
remedy-secret = use secrets:, or a file that is not kept with the code
remedy-service-name = write the service's name: { $service }
remedy-set-variable = set { $variable } in .env, or give it a default
remedy-tcp = use TCP, or a Network Load Balancer made by hand
remedy-try-again = let the program itself try again until it can connect
remedy-use-target = let others call port { $target }, or publish { $target }:{ $target }
remedy-wait-healthy = wait with condition: service_healthy or service_started, or give the service a command that ends
remedy-without-socket = do without it, or put a proxy before it that allows only reading
remedy-let-in = let the security group of the instance or of the tasks in where it runs
remedy-say-external = correct the name, or state x-paperboat.external.{ $host } at the top of the file

### The words of the report.

check-title = { $app }: what becomes of each key
check-beside = Beside the services
check-what = Why
check-all-kept = every key is kept
check-hidden = { $count ->
    [one] one key is kept by every strategy; --all shows it
   *[other] { $count } keys are kept by every strategy; --all shows them
}
check-traps = Traps
check-no-traps = no trap was found
check-remedy = remedy: { $remedy }
check-deployable = { $strategy }: can be deployed
check-refused = { $strategy }: refused because of { $keys }
