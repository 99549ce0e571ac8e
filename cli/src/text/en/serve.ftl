# A simulated account behind an endpoint.

serve-begun =
    AWS-compatible endpoint: { $endpoint }
    What a shell needs: eval "$(paperboat env --port { $port })"
    Machines and load balancers on addresses of this computer: curl { $endpoint }/_paperboat/doors
    Nothing leaves this computer; it ends with Ctrl+C, and the account with it.
serve-begun-kept =
    AWS-compatible endpoint: { $endpoint }
    What a shell needs: eval "$(paperboat env --port { $port })"
    Machines and load balancers on addresses of this computer: curl { $endpoint }/_paperboat/doors
    Nothing leaves this computer; it ends with Ctrl+C, and what happened stays in { $path }.
serve-state = the state in { $path } cannot be served: { $reason }
serve-state-help = name a file that does not exist to begin anew; one that does wants the same program, --seed and --set
serve-closed = { $address } cannot be served: { $reason }
serve-closed-help = choose another port with --port; 0 takes a free one
serve-exposed = other computers can reach { $address }, and signatures are not verified
serve-exposed-help = leave --address out, or say --expose too when that is what you want
