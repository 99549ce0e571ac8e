# Una cuenta simulada tras un endpoint.

serve-begun =
    Endpoint compatible con AWS: { $endpoint }
    Lo que necesita una shell: eval "$(paperboat env --port { $port })"
    Máquinas y balanceadores en direcciones de este ordenador: curl { $endpoint }/_paperboat/doors
    Nada sale de este ordenador; termina con Ctrl+C, y con él la cuenta.
serve-begun-kept =
    Endpoint compatible con AWS: { $endpoint }
    Lo que necesita una shell: eval "$(paperboat env --port { $port })"
    Máquinas y balanceadores en direcciones de este ordenador: curl { $endpoint }/_paperboat/doors
    Nada sale de este ordenador; termina con Ctrl+C, y lo que pasó queda en { $path }.
serve-state = No se puede servir el estado de { $path }: { $reason }
serve-state-help = da un archivo que no exista para empezar de nuevo; uno que existe quiere el mismo programa, --seed y --set
serve-closed = No se puede servir { $address }: { $reason }
serve-closed-help = elige otro puerto con --port; con 0 se usa uno libre
serve-exposed = Otros ordenadores pueden llegar a { $address }, y las firmas no se comprueban
serve-exposed-help = quita --address, o añade --expose si es lo que quieres
