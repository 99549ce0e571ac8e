# A computer at which the commands of the chapter are typed.

shell-begun =
    You sit at a computer whose AWS account is simulated: nothing leaves this program, and nothing costs money.
    aws, ssh, scp, curl and a shell work as you know them. `help` says what else you can type; Ctrl+D ends it.
shell-help =
    What you can type besides commands:
      undo [N]       take the last line back, or the last N
      advance TIME   let time pass, such as advance 10m
      fault FAULT    let something go wrong, such as fault host-reboot (see paperboat fault list)
      why [EVENT]    walk from an event, or the last one, to its first cause
      events [N]     the last N events
      bill           what was spent, and what a month costs as it is now
      next           the next command of the plan (with -s)
      fork NAME      go on in a copy of the world; this one stands still
      switch NAME    go back to a world of that name
      worlds         the worlds, this one first
      history        what was typed
shell-forked = this is { $name } now, a copy of { $before }; switch { $before } goes back
shell-fork-taken = there is a world called { $name } already: switch { $name } goes there
shell-fork-most = there can be { $most } worlds at once
shell-switched = this is { $name } now; it is { $at }
shell-switch-unknown =
    there is no world called { $name }; there are:
    { $worlds }
shell-no-past = { $lines } lines can be taken back
shell-undone = taken back; it is { $at }
shell-bill = spent so far: { $spent }; a month as it is now: { $month }
shell-no-plan = no plan: say paperboat shell FILE -s ec2, and next shows its commands one by one
shell-plan-done = all commands of the plan were typed
shell-plan = -s shows the commands for an application, and none is named
shell-plan-help = name its Compose file: paperboat shell compose.yaml -s ec2
shell-unreadable = the lines cannot be read: { $reason }
shell-unreadable-help = type them in a terminal, or give them as a file on standard input
shell-no-script = the lines of { $path } cannot be read: { $reason }
shell-no-script-help = name a text file that is there and can be read: paperboat shell --script FILE
shell-switch-here = this is { $name } already: worlds lists the worlds, fork NAME makes another
shell-wrong-count = { $verb } takes a whole number from 1 on, not { $given }: { $verb } 3
shell-wrong-no-time = advance needs a time: advance 90s, advance 10m, advance 1h30m
shell-wrong-time = advance takes a time above 0 and at most { $days } days, not { $given }: advance 90s, advance 10m, advance 1h30m
shell-wrong-no-fault = fault needs a fault: fault host-reboot (paperboat fault list names them all)
shell-wrong-no-name = { $verb } needs the name of a world: { $verb } other
shell-wrong-name = a world's name has at most { $most } letters, digits, dots, hyphens and underscores, and is not { $given }: fork other
shell-wrong-more = { $verb } does not take { $given }: help says what it takes
