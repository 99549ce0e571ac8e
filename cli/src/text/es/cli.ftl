### Lo que puede decir cualquier comando.

level-error = error
level-warning = aviso
level-help = ayuda
level-note = nota
docker-says = Docker Compose dice: { $words }
first-defined-here = se define aquí por primera vez

### Palabras de las tablas.

column-key = Clave
column-value = Valor
column-unit = Unidad
column-source = Fuente
column-confidence = Confianza
documented = documentado
measured = medido
estimate = estimación

model-title = Modelo { $version }: { $count ->
    [one] un número
   *[other] { $count } números
}. Los precios son los de us-east-1, bajo demanda, sin impuestos ni capa gratuita.
model-nothing = ningún número del modelo empieza por { $prefix }
model-nothing-help = la clave más parecida es { $nearest }; `paperboat model` las enumera todas

override-form = --set espera CLAVE=VALOR, no { $given }
override-form-help = por ejemplo --set ec2.status_checks=90; `paperboat model` enumera las claves
override-unknown = ningún número del modelo se llama { $key }
override-unknown-help = el más parecido es { $nearest }; `paperboat model` los enumera todos
override-wrong = { $key } no puede ser { $value }: ahora es { $now }, en { $unit }
override-wrong-help = { $form ->
    [distribution] da un número que no sea negativo, o una distribución como { $key }='{"{"}"lognormal": {"{"}"median": 7, "p95": 18{"}"}{"}"}'; también existen constant, uniform, exponential y triangular
    [whole] da un número entero que no sea negativo
    [bounded-whole] da un número entero de 0 a { $most }
    [bounded] da un número de 0 a { $most }
   *[number] da un número que no sea negativo
}

schema-unknown = no hay ningún esquema para { $name }
schema-unknown-help = hay: { $names }

### Despliegues que perduran.

session-none = no hay ningún despliegue llamado { $name } en .paperboat
session-none-help = `paperboat deploy` crea uno
session-several = hay varios despliegues en .paperboat: { $names }
session-several-help = elige uno con --name
session-exists = ya hay un despliegue llamado { $name }
session-exists-help = continúa con él (status, update, destroy) o elige otro --name
session-other-way = { $name } se empezó con { $was }, no con { $given }
session-other-way-help = sigue con eso, destrúyelo antes o elige otro --name
session-io = { $path }: { $reason }
session-io-help = mira los permisos y el espacio libre, o ve a una carpeta en la que puedas escribir
session-in-use = otro paperboat está usando { $path }
session-in-use-help = espera a que termine, o elige otro --name
session-damaged = no se puede leer { $path }:{ $line } ({ $reason })
session-damaged-help = las líneas anteriores están sanas: corta el archivo antes de esa línea y el despliegue continúa desde ahí
session-other-model = { $path } se hizo con el modelo { $was } y este programa tiene el { $is }: los números serían otros
session-other-model-help = usa el programa que lo hizo, o borra su carpeta y despliega de nuevo
session-no-beginning = { $path } no empieza como un despliegue de este programa
session-no-beginning-help = devuélvele su principio, o borra su carpeta y despliega de nuevo

session-name = { $name } no puede ser el nombre de un despliegue
session-name-help = un nombre tiene letras, cifras, `-`, `_` y `.`, como mucho 64
session-other-strategy = el despliegue { $name } sigue la estrategia { $strategy }, que este programa no conoce
session-other-strategy-help = usa el programa que lo hizo, o borra .paperboat/{ $name } y despliega de nuevo
session-incomplete = lo que se guardó del despliegue { $name } está incompleto
session-incomplete-help = borra .paperboat/{ $name } y despliega de nuevo
session-ended = { $name } ya se eliminó; esto es lo que pasó hasta entonces
status-cut-off = el despliegue { $name } se cortó antes de estar en marcha
status-cut-off-help = `paperboat deploy` lo continúa y `paperboat destroy` quita lo que haya
session-empty = el despliegue { $name } no contiene nada
session-empty-help = borra .paperboat/{ $name }
session-unreadable = no se puede reproducir el despliegue: { $reason }
session-unreadable-help = usa el programa que lo hizo, o borra su carpeta en .paperboat y despliega de nuevo

### Los verbos de un despliegue.

app-empty = { $files }: la aplicación { $name } no tiene ningún servicio que desplegar
app-empty-help = añade uno en `services`, o activa su perfil con --profile
max-tasks-way = --max-tasks es para tareas de ECS: { $strategy } no tiene escalado automático de servicios
max-tasks-way-help = usa --strategy fargate, ecs-ec2 o express; en ec2 y ec2-asg, escala a mano
max-tasks-fewer = --max-tasks { $most } es menos que las { $tasks } tareas con que se empieza
max-tasks-fewer-help = sube --max-tasks a { $tasks } o más, o baja --tasks si lo elegiste
strategy-missing = no se eligió ninguna estrategia
strategy-missing-help = elige una con --strategy: { $names }
strategy-unknown = no hay ninguna estrategia { $name }
strategy-unknown-help = { $nearest ->
    [none] hay { $names }
   *[other] la más parecida es { $nearest }; hay { $names }
}
service-unknown = no hay ningún servicio { $name }
service-unknown-help = { $nearest ->
    [none] hay { $names }
   *[other] el más parecido es { $nearest }; hay { $names }
}
image-form = --image espera SERVICIO=IMAGEN, no { $given }
image-form-help = por ejemplo --image { $service }=me/web:2
push-done = { $image } está subida: { $digest }, { $size } MB
push-next = Siguiente: paperboat update --image { $service }={ $image } -n { $name }
push-reference = { $image } no es nombre de imagen: { $why }
push-reference-help = por ejemplo, me/web:2
push-digest = una imagen se sube con una etiqueta, no con un digest: { $image }
push-digest-help = quita lo que sigue a @
push-outside = paperboat solo sube a registros simulados
push-outside-help = súbela con Docker: docker push { $image }
scale-form = scale espera SERVICIO=N, no { $given }
scale-form-help = { $meant ->
    [none] N es un número entero, 1000 como mucho; por ejemplo paperboat scale web=3
   *[other] prueba: paperboat scale { $meant }
}
update-other-logins = aviso: los datos de { $service } conservan el acceso de { $what } con el que se crearon: sus variables solo se leen mientras su directorio de datos está vacío. Cámbialo también dentro de la base de datos (ALTER USER, CREATE DATABASE), o se rechazará a quien lea el nuevo
update-nothing = no hay nada nuevo
update-nothing-help = da un archivo de Compose distinto o --image SERVICIO=IMAGEN
rollback-nothing = no hay ninguna versión anterior a esta
rollback-nothing-help = la hay después de una actualización: paperboat update --image SERVICIO=IMAGEN
verb-failed = falló el paso «{ $step }»: { $why }
remains-answers = La versión anterior sigue respondiendo.
remains-runs = La versión anterior sigue en marcha; desde aquí no se puede preguntar si responde.
remains-gone = La versión anterior ya no responde: paperboat rollback -n { $name } vuelve a ella.
next-after-failure = Ahora: paperboat events -n { $name }, paperboat why EVENTO -n { $name } o paperboat destroy -n { $name }
next-after-failed-deploy = Ahora: paperboat events -n { $name }, paperboat why EVENTO -n { $name }, paperboat deploy -n { $name } para continuar o paperboat destroy -n { $name }
next-after-success = Ahora: paperboat status -n { $name }, paperboat logs SERVICIO -n { $name }, paperboat destroy -n { $name }
status-title = { $name }: { $strategy } en { $platform }
status-cost = Cuesta { $hour } por hora, { $month } al mes, sin el tráfico de los usuarios.
step-time = { $all }, trabajo manual { $hands }
left-line = sigue costando dinero: { $resource } ({ $item }), { $hour } por hora
destroyed = { $name } desapareció en { $seconds }. Costó { $total } en total; no queda nada.
why-nothing = ningún evento ni recurso se llama { $what }
why-nothing-help = `paperboat events` los enumera; los de una comparación, paperboat compare --events VARIANTE

column-service = Servicio
column-replica = Réplica
column-state = Estado
column-health = Salud
column-image = Imagen
column-resource = Recurso
column-item = Concepto
column-hour = Una hora
column-month = Un mes

plan-title = Plan de { $app } en { $strategy } (semilla { $seed }, modelo { $model }). No se tocó nada.
service-follows = { $service } tiene de { $least } a { $most } tareas: el escalado automático mantiene la carga de sus procesadores cerca del 60 %.
plan-alone = Una sola tarea: { $services }. Una segunda estropearía los datos que la primera guarda en un volumen.
plan-restarts = Se añade a lo que dice el archivo: restart: unless-stopped para { $services }, porque el archivo no da política de reinicio y Compose no pone ninguna por su cuenta.
plan-fails = Fallaría en el paso «{ $step }»: { $why }
plan-ports = Dónde se supone que escuchan los programas
plan-port = { $service }: { $port }, según { $key }
plan-resources = Qué se factura mientras está en marcha
plan-express-note = Express Mode: AWS crea el balanceador, su certificado, los grupos de seguridad y el escalado. Una versión nueva recibe primero una pequeña parte de las peticiones, después todas, y la anterior se queda un rato; una alarma retira la nueva. No está modelado: ACM y los saludos TLS (el certificado se da por hecho), los ganchos del ciclo de vida, y las tareas de la versión anterior que se pierdan mientras tanto.
plan-ready = Listo en { $ready } ({ $typed } comandos pegados, { $hands } de trabajo manual).
plan-endpoints = Contestaría en:
plan-nothing-public = Ningún servicio es público: nada contesta desde fuera.
plan-left-nothing = Después de destroy no queda nada que cueste dinero.

event-step-started = paso: { $step }
event-step-finished = hecho: { $step }
event-step-failed = falló: { $step }: { $why }
event-wait-started = espera { $what }, como mucho { $limit }
event-wait-met = llegó: { $what }
event-wait-over = dejó de esperar { $what }; lo último que vio: { $seen }
event-repeated = se repite { $operation } ({ $code })
event-refused = { $operation } rechazado: { $code }: { $message }
event-serving = { $service } contesta { $capacity } peticiones por segundo: { $why }
lost-answering = contesta
own-not-modelled = no está modelado: { $what }
own-not-in-container = no está modelado en un contenedor: { $what }
own-no-data = los datos de las bases de datos no están modelados: solo responde SELECT 1
own-redis = de redis-cli solo está modelado ping
own-too-many-steps = cortado con el código de salida 124 tras estos pasos, los más que puede dar una línea de órdenes de un mundo: { $what }

### Fuera del simulador.

backend-not-built = este programa se compiló sin AWS
backend-not-built-help = compílalo con: cargo build --release --features aws
account-not-typed = AWS de verdad exige escribir el identificador de la cuenta
account-not-typed-help = ejecútalo en una terminal, o da --account ID --yes
account-form = el identificador de una cuenta tiene 12 cifras, y { $given } no
account-form-help = aws sts get-caller-identity lo muestra
account-differs = se escribió { $given }, y --account dice { $account }: no se envió nada
account-differs-help = escribe la misma cuenta, o quita --account
account-warning = Esto va en serio: cuesta dinero en tu cuenta hasta que se destruya. Presupuesto { $budget } por hora; todo lleva la etiqueta paperboat:expires={ $expires }.
account-question = Escribe las 12 cifras del identificador de la cuenta para seguir:
budget-exceeded = costaría { $hour } por hora, y el presupuesto es { $budget }
budget-exceeded-help = sube --budget, o pide menos
host-key-question = Nadie responde por esta clave de host. ¿Es la de la máquina? (sí/no)
progress-wait = esperando { $what }, como mucho { $limit }
progress-again = { $operation } otra vez, por { $code }
destroyed-untouched = { $name } no había enviado nada que cambie algo: no había nada que eliminar, y queda olvidado
destroyed-outside = { $name } está destruido ({ $seconds }); paperboat leftovers muestra qué más hay en la cuenta
doctor-title = { $place }, región { $region }
doctor-yes = está
doctor-missing = falta
doctor-paid = plan de pago
doctor-unknown = no se sabe
doctor-all = están todas las operaciones que necesitan las estrategias
doctor-some = faltan { $count } operaciones: la estrategia que necesite una se detiene antes de crear nada. Prueba otro endpoint (ministack tiene los dos flujos), o el simulador.
doctor-localstack = doctor pregunta a un endpoint, y no se dio ninguno
doctor-localstack-help = di --backend localstack, y --endpoint-url si no es http://localhost:4566
doctor-failed = no se puede preguntar al endpoint: { $why }
column-operation = Operación
column-supported = Está
column-said = Lo que dijo el endpoint

### Scenarios and faults.

scenario-unreadable = no se puede leer el escenario { $path }: { $reason }
scenario-unreadable-help = { $nearest ->
    [none] están standard, calm y archivos como tormenta.yaml
   *[other] el más parecido que no necesita archivo es { $nearest }
}
fault-form = --fault recibe un fallo y una hora, no { $given }
fault-form-help = por ejemplo --fault process-crash@6h; el tiempo cuenta desde el primer usuario
fault-time = { $given } no es un tiempo dentro de 31 días
fault-time-help = por ejemplo 90s, 30m o 6h
fault-unknown = no existe el fallo { $name }
fault-unknown-help = { $nearest ->
    [none] paperboat fault list los muestra todos
   *[other] el más parecido es { $nearest }; paperboat fault list los muestra todos
}
fault-parameter = { $fault } no tiene el parámetro { $name }
fault-parameter-help = { $known ->
    [none] no tiene ninguno
   *[other] tiene { $known }
}
fault-service = { $fault }: la aplicación no tiene el servicio { $service }
fault-service-help = tiene { $services }
fault-value = { $name } de { $fault } no puede ser { $value }
fault-value-help = paperboat fault list muestra qué admite
scenario-expects-nothing = { $path } no espera nada: una prueba que no puede fallar
scenario-expects-nothing-help = añade expect:, por ejemplo - available: 99.9%
scenario-no-app = { $path } no dice de qué aplicación trata
scenario-no-app-help = añade app: compose.yaml, una ruta junto al escenario, o usa --app
junit-unwritable = no se pueden escribir los resultados en { $path }: { $reason }
junit-unwritable-help = nombra un archivo en una carpeta que exista y en la que se pueda escribir
test-title = { $file }: { $scenario } ({ $app })
test-met = se cumple
test-not-met = NO SE CUMPLE
test-seeds = ({ $met } de { $seeds } semillas; se muestra la semilla { $seed })
test-sum = { $met } de { $all } expectativas cumplidas
expect-available = disponible al menos { $value }
expect-lost-below = pérdidas por debajo de { $value }
expect-recovered-within = recuperado en { $value }
expect-cost-below = coste por debajo de { $value } al mes
expect-first-answer-within = primera respuesta en { $value }
expect-seen = se ve: { $value }
expect-never-seen = no se ve nunca: { $value }
expect-of-service = para { $name }
expect-of-after = tras { $name }
found-requests = { $value } peticiones
found-not-interrupted = nada se interrumpió
found-not-yet = no en este tiempo
found-seen = evento { $event }
found-not-seen = ningún evento así
found-not-reached = el recorrido no llegó hasta ahí
column-fault = Fallo
column-parameters = Parámetros
column-about = Qué ocurre
fault-forms = Para provocar uno: paperboat fault FALLO[:VALOR][,PARÁMETRO=VALOR] en un despliegue, compare --fault FALLO@TIEMPO, o fault: en la línea de tiempo de un escenario. Lo que sigue a los dos puntos es el primer parámetro. Sin servicio, zona o secreto, lo sortea la semilla.
fault-next = Siguiente paso: paperboat advance 10m -n { $name } deja pasar el tiempo; paperboat events y paperboat why cuentan qué ocurrió.
advance-time = { $given } no es un tiempo mayor que 0 y de hasta 31 días
advance-time-help = por ejemplo 90s, 30m o 6h
advance-done = pasaron { $time }; ahora son las { $now }. Eventos: { $count }.
advance-more = … y { $count } más: paperboat events
world-outside = solo en un despliegue simulado se puede mover el tiempo y provocar fallos
world-outside-help = despliega en el simulador: paperboat deploy FILE -s ec2
