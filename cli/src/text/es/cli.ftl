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
model-nothing = ningún número del modelo empieza por { $prefix }; la clave más parecida es { $nearest }

override-form = --set espera CLAVE=VALOR, no { $given }
override-unknown = ningún número del modelo se llama { $key }; el más parecido es { $nearest }
override-wrong = { $key } no puede ser { $value }: ahora es { $now }, en { $unit }, y admite un número o esa forma ({ $reason })

schema-unknown = no hay ningún esquema para { $name }; hay { $names }

### Despliegues que perduran.

session-none = no hay ningún despliegue llamado { $name } en .paperboat; `paperboat deploy` crea uno
session-several = hay varios despliegues en .paperboat ({ $names }); elige uno con --name
session-exists = ya hay un despliegue llamado { $name }; continúa con él (status, update, destroy) o elige otro --name
session-other-way = { $name } se empezó con { $was }, no con { $given }: sigue con eso, destrúyelo antes o elige otro --name
session-io = { $path }: { $reason }
session-in-use = otro paperboat está usando { $path }
session-damaged = no se puede leer { $path }:{ $line } ({ $reason }). Las líneas anteriores están sanas: corta el archivo antes de esa línea y el despliegue continúa desde ahí
session-other-model = { $path } se hizo con el modelo { $was } y este programa tiene el { $is }: los números serían otros. Usa el programa que lo hizo, o borra su carpeta y despliega de nuevo
session-no-beginning = { $path } no empieza como un despliegue de este programa: devuélvele su principio, o borra su carpeta y despliega de nuevo

session-name = { $name } no puede ser el nombre de un despliegue: letras, cifras, `-`, `_` y `.`, como mucho 64
session-other-strategy = el despliegue { $name } sigue la estrategia { $strategy }, que este programa no conoce: usa el programa que lo hizo, o borra .paperboat/{ $name } y despliega de nuevo
session-incomplete = lo que se guardó del despliegue { $name } está incompleto: borra .paperboat/{ $name } y despliega de nuevo
session-ended = { $name } ya se eliminó; esto es lo que pasó hasta entonces
status-cut-off = el despliegue { $name } se cortó antes de estar en marcha; `paperboat deploy` lo continúa y `paperboat destroy` quita lo que haya
session-empty = el despliegue { $name } no contiene nada; borra .paperboat/{ $name }
session-unreadable = no se puede reproducir el despliegue: { $reason }. Usa el programa que lo hizo, o borra su carpeta en .paperboat y despliega de nuevo

### Los verbos de un despliegue.

app-empty = { $files }: la aplicación { $name } no tiene ningún servicio que desplegar. Añade uno en `services`, o activa su perfil con --profile
strategy-missing = elige la estrategia con --strategy: { $names }
strategy-unknown = no hay ninguna estrategia { $name }; { $nearest ->
    [none] hay { $names }
   *[other] la más parecida es { $nearest }
}
service-unknown = no hay ningún servicio { $name }; { $nearest ->
    [none] ninguno tiene un nombre parecido
   *[other] el más parecido es { $nearest }
}
image-form = --image espera SERVICIO=IMAGEN, no { $given }
scale-form = scale espera SERVICIO=N con 1000 como máximo, no { $given }
update-nothing = no hay nada nuevo: da un archivo Compose distinto o --image SERVICIO=IMAGEN
rollback-nothing = no hay ninguna versión anterior a esta
verb-failed = falló el paso «{ $step }»: { $why }
remains-answers = La versión anterior sigue respondiendo.
remains-runs = La versión anterior sigue en marcha; desde aquí no se puede preguntar si responde.
remains-gone = La versión anterior ya no responde: paperboat rollback -n { $name } vuelve a ella.
next-after-failure = Ahora: paperboat events -n { $name }, paperboat why SUCESO -n { $name } o paperboat destroy -n { $name }
next-after-failed-deploy = Ahora: paperboat events -n { $name }, paperboat why SUCESO -n { $name }, paperboat deploy -n { $name } para continuar o paperboat destroy -n { $name }
next-after-success = Ahora: paperboat status -n { $name }, paperboat logs SERVICIO -n { $name }, paperboat destroy -n { $name }
status-title = { $name }: { $strategy } en { $platform }
status-cost = Cuesta { $hour } por hora, { $month } al mes, sin el tráfico de los usuarios.
step-time = { $all }, trabajo manual { $hands }
left-line = sigue costando dinero: { $resource } ({ $item }), { $hour } por hora
destroyed = { $name } desapareció en { $seconds }. Costó { $total } en total; no queda nada.
why-nothing = ningún suceso ni recurso se llama { $what }; mira paperboat events, o compare --events VÍA

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
plan-restarts = Se añade a lo que dice el archivo: restart: unless-stopped para { $services }, porque el archivo no da política de reinicio y Compose no pone ninguna por su cuenta.
plan-fails = Fallaría en el paso «{ $step }»: { $why }
plan-ports = Dónde se supone que escuchan los programas
plan-port = { $service }: { $port }, según { $key }
plan-resources = Qué se factura mientras está en marcha
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

### Fuera del simulador.

backend-not-built = este programa se compiló sin AWS; compílalo con: cargo build --release --features aws
account-not-typed = AWS de verdad exige escribir el identificador de la cuenta: ejecútalo en una terminal, o da --account ID --yes
account-form = el identificador de una cuenta tiene 12 cifras, y { $given } no: mira aws sts get-caller-identity
account-differs = se escribió { $given }, y --account dice { $account }: no se envió nada
account-warning = Esto va en serio: cuesta dinero en tu cuenta hasta que se destruya. Presupuesto { $budget } por hora; todo lleva la etiqueta paperboat:expires={ $expires }.
account-question = Escribe las 12 cifras del identificador de la cuenta para seguir:
budget-exceeded = costaría { $hour } por hora, y el presupuesto es { $budget }: sube --budget, o pide menos
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
doctor-localstack = doctor pregunta a un endpoint: di --backend localstack, y --endpoint-url si no es http://localhost:4566
doctor-failed = no se puede preguntar al endpoint: { $why }
column-operation = Operación
column-supported = Está
column-said = Lo que dijo el endpoint
