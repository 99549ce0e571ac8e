### Informes como páginas para un navegador y para una pull request, y archivos en los que se escriben.

page-title = { $app }: las maneras de llegar a AWS, lado a lado
page-scenario = Escenario: { $scenario }.
page-contents = En esta página
page-made = Hecho con paperboat. La misma semilla, el mismo modelo y la misma versión del programa dan la misma página.
page-won = { $lane } fue la mejor con todas las semillas en: { $metrics }
page-tied = { $lanes } fueron igual de buenas, y mejores que las demás, en: { $metrics }
page-depends = Depende de la semilla: { $metrics }
page-equal = No hay diferencia: { $metrics }
page-nobody = Ninguna variante llegó hasta ahí: { $metrics }
page-causes = Por qué se perdieron peticiones
page-costs = Por hora, por mes y en total
page-positions = De qué se compone un mes: cantidad x precio unitario
page-model = { $count } números del modelo que se leyeron, con sus fuentes

column-units = Cantidad
column-price = Precio unitario
column-amount = Importe

drawn-clock = Hasta la primera respuesta, con un mismo reloj
drawn-answered = { $lane }: primera respuesta a los { $time }
drawn-never = { $lane }: sin respuesta
drawn-hands = las manos escriben, leen o deciden
drawn-machines = las máquinas trabajan
drawn-hours = Qué pidieron los usuarios, qué se podía responder y qué se perdió
drawn-peak = Se enviaron como máximo { $peak } peticiones por segundo
drawn-lost = { $lane }: { $lost } peticiones perdidas
drawn-rates = peticiones por segundo
drawn-losses = peticiones perdidas
drawn-demand = peticiones que enviaron los usuarios
drawn-capacity = hasta dónde responde cada servicio público
drawn-lost-key = peticiones que se perdieron
drawn-downtime = Tiempo caído según su causa
drawn-ended = { $time }; como antes: { $ended }
drawn-months = Un mes con tráfico, por concepto
drawn-month = { $lane }: { $total } al mes
drawn-range = según la semilla, de { $min } a { $max }

output-written = Escrito en { $path }
output-conflict = --json y --format { $format } piden cosas distintas
output-conflict-help = quita una de las dos
output-unwritable = no se puede escribir el informe en { $path }: { $reason }
output-unwritable-help = indica un archivo en una carpeta que exista y en la que puedas escribir
output-ending = ningún informe se escribe como .{ $ending }
output-ending-help = acaba el nombre en .html, .md, .json o .txt, o di el formato con --format
output-no-room = no hay sitio para el informe en { $path }: { $reason }
output-no-room-help = haz sitio en ese disco, o di un archivo de otro
output-is-folder = { $path } es una carpeta
output-is-folder-help = indica un archivo dentro de ella, por ejemplo { $path }/informe.html
help-arg-format = El formato del informe; sin esta opción, lo que diga la terminación de --out (.html, .md, .json), o texto
help-arg-out = Escribe el informe en este archivo en lugar de en la salida estándar; lo que había se conserva hasta que esté entero
leftovers-title = Lo que dejaron los despliegues

diagram-title = { $app }: qué se crea y quién habla con quién
diagram-flow = Qué se crea, en orden
diagram-topology = Quién habla con quién y qué está abierto
diagram-nothing = { $lane }: no llega a funcionar, así que nadie habla con nadie (paperboat plan dice por qué).
diagram-link = de { $from } a { $to } en { $port }
diagram-internet = internet
diagram-replicas = { $count } réplicas
diagram-open-key = rojo: se puede entrar desde internet
diagram-open = abierto: { $what } desde { $from }
diagram-public = dirección pública
diagram-load-balancer = balanceador
diagram-instance = { $count ->
    [one] instancia EC2
   *[other] { $count } instancias EC2
}
diagram-task = { $count ->
    [one] tarea Fargate
   *[other] { $count } tareas Fargate
}
diagram-file-system = sistema de archivos EFS

help-diagram = Dibuja qué crea una manera de desplegar y en qué orden, y quién habla después con quién
help-diagram-after =
    Ejemplos:
    {"  "}paperboat diagram compose.yaml -s ec2
    {"  "}paperboat diagram compose.yaml --all --out maneras.svg
    Lo que se dibuja se lee de un ensayo: sus pasos; las direcciones, grupos de seguridad, balanceadores y programas que hay al final, y a qué se conectan esos programas.
help-diagram-arg-all = Dibuja todas las variantes de compare lado a lado
help-diagram-arg-format = El formato; sin esta opción, lo que diga la terminación de --out (.svg, .html, .md, .json), o texto
help-diagram-arg-out = Escribe el diagrama en este archivo en lugar de en la salida estándar; lo que había se conserva hasta que esté entero
