### Who does the work, and what they get wrong.

slips-form = --slips { $given } is no chance
slips-form-help = give a number from 0 to 1, such as --slips=0.01, or --slips alone for the chances of the model (paperboat model human.slip), or --slips=never
slips-apart = --slips takes its chance with a sign between: { $given } is read as a file
slips-apart-help = try: --slips={ $given }

people-beaten = people: { $key } of the scenario does not count: --{ $option } says otherwise

own-number = { $key } = { $value }{ $unit ->
    [1] {""}
   *[other] {" "}{ $unit }
} (the model’s is { $was })
assumption-own-numbers = Your own numbers, not the model’s: { $numbers }.

routine-pasted = every command pasted
routine-script = a script for each task, written the first time
routine-tool = one command of a tool for each task

compare-people = The work: { $routine }; nobody does anything wrong.
compare-people-slips = The work: { $routine }; people get { $command } of commands wrong, most of them seen at once, { $script } of runs of a script, { $tool } of runs of a tool.

event-slipped = done wrong: { $slip }; meant was { $meant }
event-slipped-instead = done wrong: { $slip }: { $typed }; meant was { $meant }

slip-port-not-published = the container’s port is not published
slip-port-closed = a port that has to be open stays closed
slip-open-to-world = a port for few is open to the world
slip-restart-forgotten = the restart policy is forgotten
slip-daemon-not-enabled = Docker is started, and not enabled at boot
slip-tag-mistyped = the image’s tag is mistyped
slip-env-file-not-copied = the file with variables is not copied
slip-wrong-host = the command goes to another machine
slip-wrong-health-path = the health check is left at /, where nothing answers
slip-too-little-memory = the next smaller size is chosen
slip-role-missing = a role lacks a policy, or an instance its role
slip-wrong-cluster = instances are told the name of another cluster
slip-retyped = refused at once, and typed again

section-slips = What people did wrong without noticing (with seed { $seed })
slips-of = { $lane }: { $unnoticed } unnoticed, { $retyped } seen at once and typed again; what failed was looked into and done again: { $mended }
slip-in = { $at }, { $part }: { $slip } (--why { $lane }:{ $event })
slips-more = and { $count } more: compare --json, or --events { $lane }

anew-lost = { $at }, { $part }: everything was removed and begun from nothing; what users had left is lost: { $lost }
anew-no-data = { $at }, { $part }: everything was removed and begun from nothing; no data lay on its disks
anew-before-users = { $at }, { $part }: everything was removed and begun from nothing, before the first user
anew-data = { $volume ->
    [none] the disk of { $service }, which names no volume
   *[other] the volume { $volume } of { $service }
}, filled for { $time }{ $bytes ->
    [none] {""}
   *[other] , { $bytes } bytes of file systems
}

metric-slips = things done wrong unnoticed

doubt-slips = how often people do something wrong
