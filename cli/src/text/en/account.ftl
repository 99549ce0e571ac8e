### What is in an account, and what may be done there.

leftover-line = { $kind } { $name }, of { $deployment }{ $state ->
    [none] {""}
   *[other] , { $state }
}{ $expires ->
    [none] {""}
   *[other] , may be removed from { $expires } on
}: { $cost }
leftover-free = costs nothing
leftover-by-content = costs by what it holds
leftover-hour = costs { $hour } an hour{ $more ->
    [yes] {" "}and more, by what it holds
   *[no] {""}
}
leftovers-elsewhere = paperboat leftovers --backend aws (or localstack), with --remove DEPLOYMENT, finds and removes what was deployed from another folder or computer
leftovers-none = No deployment left anything here.
leftovers-sum = { $count ->
    [one] One resource
   *[other] { $count } resources
}, { $whole ->
    [yes] {""}
   *[no] at least{" "}
}{ $hour } an hour, { $month } a month at the model's prices.
leftovers-unpriced = not in this price: { $what }{ $most ->
    [none] {""}
   *[other] {" "}(at most { $most } an hour)
}
unpriced-snapshot = the blocks that snapshots store, which AWS does not show
unpriced-task-address = public addresses of tasks that no service started
unpriced-file-system = what file systems hold, which AWS has not counted yet
unpriced-instance-type = instances of a type whose price is not known here
leftovers-next = Next: paperboat leftovers --remove { $name } removes all of { $name }, with its data.
leftovers-unseen = not looked at, so not known: { $operation } was refused: { $why }
leftover-removed = removed: { $kind } { $name }
leftover-kept = still there: { $kind } { $name }: { $why }
leftovers-some-kept = Not everything of { $name } is known to be gone. Repeat the command, or type the commands above.
leftovers-nothing-to-remove = There is nothing of { $name } here.
leftovers-all-removed = Everything of { $name } is gone.

policy-size = The policy has { $has } of at most { $most } characters. Each statement's Sid says why it is there.
policy-too-long = the policy has { $has } characters; a managed policy takes { $most }
policy-too-long-help = split it by its statements into several policies
policy-roles = Whoever may write policies of roles that tasks get can give those tasks any permission: hand this policy to people whom you trust with the account, or set a permissions boundary.
policy-incomplete = the rehearsal ended in the step “{ $step }”, so what comes after may be missing: { $why }
