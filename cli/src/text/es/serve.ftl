# Una cuenta simulada tras un endpoint.

serve-begun =
    Endpoint compatible con AWS: { $endpoint }
    Lo que necesita una shell: eval "$(paperboat env --port { $port })"
    Nada sale de este ordenador; termina con Ctrl+C, y con él la cuenta.
serve-closed = No se puede servir { $address }: { $reason }
serve-closed-help = elige otro puerto con --port; con 0 se usa uno libre
serve-exposed = Otros ordenadores pueden llegar a { $address }, y las firmas no se comprueban
serve-exposed-help = quita --address, o añade --expose si es lo que quieres
