# Un ordenador en el que se escriben las órdenes del capítulo.

shell-begun =
    Estás ante un ordenador cuya cuenta de AWS es simulada: nada sale de este programa y nada cuesta dinero.
    aws, ssh, scp, curl y el intérprete de órdenes funcionan como los conoces. `help` dice qué más puedes escribir; Ctrl+D termina.
shell-help =
    Lo que puedes escribir además de órdenes:
      undo [N]       deshace la última línea, o las últimas N
      advance TIME   deja pasar el tiempo, por ejemplo advance 10m
      fault FAULT    hace que algo falle, por ejemplo fault host-reboot (mira paperboat fault list)
      why [EVENT]    va de un suceso, o del último, hasta su primera causa
      events [N]     los últimos N sucesos
      bill           lo gastado, y lo que cuesta un mes tal como está
      next           la siguiente orden del plan (con -s)
      fork NAME      sigue en una copia del mundo; este se queda quieto
      switch NAME    vuelve a un mundo de ese nombre
      worlds         los mundos, este primero
      history        lo que se ha escrito
shell-forked = ahora esto es { $name }, una copia de { $before }; switch { $before } vuelve
shell-fork-taken = ya hay un mundo llamado { $name }: switch { $name } lleva allí
shell-fork-most = puede haber { $most } mundos a la vez
shell-switched = ahora esto es { $name }; son las { $at }
shell-switch-unknown =
    no hay ningún mundo llamado { $name }; hay:
    { $worlds }
shell-no-past = se pueden deshacer { $lines } líneas
shell-undone = deshecho; son las { $at }
shell-bill = gastado hasta ahora: { $spent }; un mes tal como está: { $month }
shell-no-plan = no hay plan: escribe paperboat shell FILE -s ec2, y next muestra sus órdenes una a una
shell-plan-done = ya se han escrito todas las órdenes del plan
shell-plan = -s muestra las órdenes de una aplicación, y no se ha dicho cuál
shell-plan-help = di su archivo de Compose: paperboat shell compose.yaml -s ec2
shell-unreadable = No se pueden leer las líneas: { $reason }
shell-unreadable-help = escríbelas en un terminal, o dalas como archivo por la entrada estándar
shell-no-script = no se pueden leer las líneas de { $path }: { $reason }
shell-no-script-help = di un archivo de texto que exista y se pueda leer: paperboat shell --script FILE
shell-switch-here = esto ya es { $name }: worlds muestra los mundos, fork NAME hace otro
shell-wrong-count = { $verb } espera un número entero desde 1, no { $given }: { $verb } 3
shell-wrong-no-time = a advance le falta un tiempo: advance 90s, advance 10m, advance 1h30m
shell-wrong-time = advance espera un tiempo mayor que 0 y de { $days } días como mucho, no { $given }: advance 90s, advance 10m, advance 1h30m
shell-wrong-no-fault = a fault le falta un fallo: fault host-reboot (paperboat fault list los nombra todos)
shell-wrong-no-name = a { $verb } le falta el nombre de un mundo: { $verb } otro
shell-wrong-name = el nombre de un mundo tiene como mucho { $most } letras, cifras, puntos, guiones y guiones bajos, y no es { $given }: fork otro
shell-wrong-more = { $verb } no admite { $given }: help dice qué admite
