### La comparación y los informes de los demás verbos.

compare-title = { $app }: de las dos maneras, con un mismo reloj. Semilla { $seed }, modelo { $model }, { $peak } peticiones por segundo en la hora punta.
compare-title-quiet = { $app }: de las dos maneras, con un mismo reloj. Semilla { $seed }, modelo { $model }, sin usuarios.

section-summary = { $seeds ->
    [one] Lado a lado (menos es mejor)
   *[other] Lado a lado (menos es mejor; si las semillas difieren, la segunda línea es el mínimo y el máximo de { $seeds } semillas)
}
section-summary-many = Lado a lado (menos es mejor; si las semillas difieren, la segunda línea es donde caen nueve décimas partes de { $seeds } semillas)
section-endings = Quién lo recuperó después de cada fallo, en { $seeds } semillas (el tiempo desde el fallo es la mediana, con el intervalo en que caen nueve décimas partes)
section-differences = En qué difiere cada variante de { $lane }, semilla a semilla, con { $seeds } semillas (la diferencia media ± la mitad de su intervalo del 95 %)
differences-note = × es cuántas veces más semillas harían falta para conocer igual de bien una diferencia si cada variante tuviera su propio tiempo atmosférico. Con --lanes se pone otra variante en primer lugar.
ending-unnoticed = sin notarse: { $count }
ending-itself = por sí sola: { $count }
ending-person = por la persona de guardia: { $count }
ending-not-yet = sin recuperar: { $count }
precision-reached = Con { $seeds } semillas, cada diferencia entre variantes se conoce hasta el { $percent } de las cifras, o hasta lo que un lector puede distinguir (95 %).
precision-missed = Con { $seeds } semillas, estas diferencias entre variantes no se conocen hasta el { $percent } de las cifras: { $missed }. Con más semillas se sabe más.
waiting = { $done } de { $all } ejecuciones; quedan unos { $time }
section-timeline = En qué se fue el tiempo, por objetivo: trabajo manual + máquinas
section-traffic = Qué notaron los usuarios: peticiones perdidas / enviadas, tiempo caído (cada parte dura hasta la siguiente; el tiempo caído es el tiempo de reloj en que al menos un servicio público no contestó a nadie)
section-latency = En cuánto tiempo se contestó a los usuarios: la mitad / 95 de cada 100 / 99 de cada 100 en menos de (petición a petición, con la primera semilla)
latency-note = Un programa trabaja en varias peticiones a la vez, en cada una durante un tiempo de distribución exponencial, y las demás esperan por orden de llegada (paperboat model workload.workers, world.users_patience_s). El camino de ida y vuelta al programa no se cuenta.
latency-lost = perdidas: { $count }
latency-waiting = en espera: { $count }
section-cost = Cuánto cuesta, en USD
section-left = Qué sigue costando dinero después de destroy
section-verdict = { $seeds ->
    [one] Quién ganó, con una semilla
   *[other] Quién ganó, con { $seeds } semillas
}
section-decides = Qué lo decide: cada grupo de supuestos a la mitad y al doble, con la primera semilla
section-assumptions = En qué se apoya todo esto

column-metric = Medida
column-subgoal = Objetivo
column-phase = Parte
column-cost = Clase

metric-outcome = resultado
outcome-worked = todo funcionó
outcome-failed = falló: { $phase }
lane-alone = { $lane }: una sola tarea de { $services }; una segunda estropearía sus datos, que están en un volumen.
figure-apart = * no se compara: una parte de esta variante falló, así que hizo menos.
lane-refused = { $more ->
    [0] se rechaza: { $key }: { $reason }
    [one] se rechaza: { $key }: { $reason }; y por un motivo más
   *[other] se rechaza: { $key }: { $reason }; y por { $more } motivos más
}
metric-first-answer = tiempo hasta la primera respuesta
metric-human-time = tiempo de trabajo manual
metric-typed = comandos pegados
metric-calls = escrituras AWS / lecturas AWS / en máquinas
metric-lost-day = peticiones perdidas en { $hours } h de usuarios
metric-downtime-day = tiempo caído en { $hours } h de usuarios
metric-downtime-update = tiempo caído en la actualización
metric-lost-update = peticiones perdidas en la actualización
metric-cost-month = coste por mes, con tráfico
metric-downtime-scale = tiempo caído al escalar
metric-lost-faults = peticiones perdidas por fallos
metric-downtime-faults = tiempo caído por fallos
metric-called = llamadas a una persona
metric-lost-bad-update = peticiones perdidas por una versión defectuosa
metric-downtime-bad-update = tiempo caído por una versión defectuosa
metric-lost-rush = peticiones perdidas en la avalancha
metric-downtime-rush = tiempo caído en la avalancha
metric-left-behind = recursos olvidados

hands-and-machines = { $hands } + { $machines }
lost-of = { $lost } / { $asked }
traffic-none = Ningún servicio es público: no hay tráfico, ni tiempo caído que medir, ni nada que escalar.
traffic-not-reached = Ninguna variante llegó a funcionar, así que no hubo usuarios.
lost-because = { $phase }: { $service }: { $requests } peticiones en { $seconds }: { $why }
lost-more = y { $count } más, con { $requests } peticiones: compare --json, o --events { $lane }

phase-deploy = despliegue
phase-serve = horas de usuarios
users-serve = { $hours } h de usuarios
users-update = actualización
users-scale = escalado
users-bad-update = versión defectuosa
users-rollback = vuelta atrás
users-rush = avalancha
phase-update = actualización
phase-scale = escalado
phase-fault = fallo
phase-bad-update = versión defectuosa
phase-rollback = vuelta atrás
phase-rush = avalancha
phase-destroy = destrucción
phase-failed = { $lane }: { $phase }: falló el paso «{ $step }»: { $why }
phase-failed-next = Siguiente paso: --why { $lane }:{ $event } sigue el fallo hasta su causa, --events { $lane } muestra todo lo que pasó.

cost-hour = por hora, sin tráfico
cost-month = por mes, con tráfico
cost-whole = todo el recorrido
cost-compute = cómputo
cost-storage = almacenamiento
cost-load-balancing = balanceo de carga
cost-network = red
cost-logs = registros
cost-secrets = secretos
cost-total = total

left-nothing = { $lane }: nada
left-something = { $lane }: { $items }

verdict-won = { $metric }: { $lane }
verdict-only = { $metric }: { $lane }; ninguna otra variante llegó hasta ahí
verdict-equal = { $metric }: no hay diferencia
verdict-equal-at = { $metric }: no hay diferencia, { $value } cada una
verdict-equally-lost = { $metric }: ninguna variante es mejor: cada una pierde { $lost } de { $asked }
verdict-tied = { $metric }: igual de buenas, y mejores que el resto: { $lanes }
verdict-depends = { $metric }: varía según la semilla; cada una de estas ganó alguna vez: { $lanes }
verdict-nobody = { $metric }: ninguna variante llegó hasta ahí

doubt-guesses = lo que se supuso que necesitan los programas desconocidos (tamaño, arranque, memoria, tiempo por petición)
doubt-hands = el tiempo que la persona tarda en teclear
doubt-users = cuántas peticiones envían los usuarios
doubt-estimates = los tiempos que son estimaciones nuestras (paperboat model: estimación)
decides-half = a la mitad: { $doubt }
decides-twice = al doble: { $doubt }
decides-nothing = a la mitad o al doble, estos supuestos no cambian ningún veredicto: { $doubts }

assumption-seeds = { $seeds ->
    [one] Las cifras y los veredictos son los de la semilla { $seed } sola. Cuánto varían lo muestran más semillas.
   *[other] Las cifras son las de la semilla { $seed }, con el intervalo de { $seeds } semillas donde varían. Un veredicto que nombra una ganadora se cumplió con las { $seeds }.
}
assumption-model = Las latencias, los precios y los límites son los del modelo, cada uno con su fuente: paperboat model. Cambia uno con --set CLAVE=VALOR.
assumption-guess = no se conoce: { $services }. Se supuso: { $size } MB, { $boot } s de arranque, { $memory } MiB, { $rate } peticiones por segundo. Indica { $members } en x-paperboat.

max-tasks-lanes = --max-tasks es para una variante cuyas tareas sigan una métrica, y no se ejecuta ninguna
max-tasks-lanes-help = por ejemplo --lanes fargate-many,fargate-scaled --max-tasks 6
lane-unknown = { $name ->
    [none] el nombre de una variante está vacío
   *[other] no hay ninguna variante { $name }
}
lane-unknown-help = { $nearest ->
    [none] hay { $names }
   *[other] la más parecida es { $nearest }; hay { $names }
}
lane-twice = la variante { $name } aparece dos veces
lane-twice-help = nombra cada una una sola vez
why-form = --why espera una variante y un evento, no { $given }
why-form-help = por ejemplo --why ec2-naive:202
peak-out-of-range = --peak espera un número mayor que 0 y hasta 1000000, no { $given }
peak-out-of-range-help = son las peticiones por segundo en la hora más activa del día, por ejemplo --peak 20
precision-form = --precision espera un porcentaje desde 0.01 hasta menos de 100, no { $given }
precision-form-help = por ejemplo --precision 5%: las diferencias se conocen entonces hasta ±5 % de las cifras, o lo termina --seeds
per-request-too-many = { $requests } peticiones son demasiadas para verlas una a una; se ven hasta { $most }
per-request-too-many-help = quita --per-request, o pide menos usuarios con --peak o menos tiempo con --hours
shard-form = --shard espera una parte como 2/8, no { $given }
shard-form-help = las partes se cuentan desde 1: un trabajo cuyo índice empieza en 0 le suma 1
shard-too-many = hay { $seeds } semillas: no se pueden repartir como { $given }
shard-too-many-help = haz menos partes, o pide más con --seeds
shard-format = una parte de una comparación son datos, que --format { $format } no puede mostrar
shard-format-help = escríbelo en un archivo que termine en .json, sin --format; paperboat merge ARCHIVO... --format { $format } muestra el conjunto
merge-nothing = no hay partes que unir
merge-nothing-help = nombra los archivos que ha escrito compare --shard I/N --out ARCHIVO
merge-unreadable = no se puede leer { $path }: { $reason }
merge-unreadable-help = nombra los archivos que ha escrito compare --shard I/N --out ARCHIVO
merge-no-shard = { $path } no es una parte de una comparación: { $reason }
merge-no-shard-help = nombra los archivos que ha escrito compare --shard I/N --out ARCHIVO; el que quedó cortado se vuelve a hacer
merge-damaged = { $path } no contiene las semillas que dice contener
merge-damaged-help = vuelve a hacer esta parte
merge-other-program = { $path } se hizo con paperboat { $was }, y este es { $is }
merge-other-program-help = únelo con la versión que lo hizo, o vuelve a hacerlo con esta
merge-own-model = { $path } se hizo con el modelo { $was }, y este programa tiene { $is }
merge-own-model-help = únelo con el programa que lo hizo, o vuelve a hacerlo con este
merge-other-model = { $path } se hizo con el modelo { $was }, y { $first } con { $is }
merge-other-model-help = haz todas las partes con un mismo programa y los mismos --set
merge-other-input = { $path } no compara lo mismo que { $first }; es distinto: { $what }
merge-other-input-help = haz todas las partes con los mismos archivos y opciones, salvo --shard y --out
merge-input-app = la aplicación
merge-input-scenario = el escenario
merge-input-lanes = las variantes
merge-input-seed = la primera semilla
merge-input-seeds = el número de semillas
merge-input-peak = la hora punta
merge-input-people = quién trabaja, y cómo
merge-input-per-request = las peticiones una a una
merge-input-max-tasks = el máximo de tareas de un servicio
merge-input-overrides = los números del modelo
merge-other-count = { $path } es la parte { $shard }, y { $first } es la parte { $other }
merge-other-count-help = haz todas las partes con el mismo número de ellas
merge-twice = la parte { $shard } está dos veces: { $first } y { $path }
merge-twice-help = quita una de las dos
merge-missing = { $count ->
    [one] de { $of } partes falta una: { $shards }
   *[other] de { $of } partes faltan { $count }: { $shards }
}
merge-missing-help = haz lo que falta con compare --shard, y nombra también su archivo
merge-other-outcome = la semilla { $seed } da aquí otros números que en las partes
merge-other-outcome-help = las hizo otra compilación de esta versión: únelas con ella, o vuelve a hacerlas

subgoal-provision = aprovisionar
subgoal-access = acceso
subgoal-runtime = entorno
subgoal-image = imagen
subgoal-run = ejecutar
subgoal-expose = exponer
subgoal-observe = observar
subgoal-survive = copias de seguridad
subgoal-update = actualizar
subgoal-scale = escalar
subgoal-clean-up = limpiar

### Un tamaño que no soporta su tráfico.

capacity-short = { $lane } no soporta este tráfico: { $service } contesta { $answered } de { $peak } peticiones por segundo en la hora punta, y pierde { $lost } de { $asked } en { $hours } horas.
capacity-short-plan = este tamaño no soporta el tráfico: { $service } contesta { $answered } de { $peak } peticiones por segundo en la hora punta (--peak).
capacity-would = Hacen falta { $replicas }.
capacity-replicas = { $needed } réplicas de { $name } en lugar de { $now } ({ $each } peticiones por segundo cada una)
capacity-machine = En una sola máquina, eso requiere { $size }.
capacity-port = Solo un contenedor de una máquina puede publicar el puerto: pon un proxy delante, como hace ec2-careful.
capacity-enough = { $service } contesta hasta { $answered } peticiones por segundo; se esperan { $peak } en la hora punta (--peak).

### Por qué se perdieron peticiones.

lost-overload = más peticiones de las que pueden contestar las réplicas
lost-nobody-there = nada contesta en esa dirección
lost-not-ready = el programa no está listo
lost-requirement-unreachable = no se alcanza algo que necesita
lost-requirement-down = algo que necesita está caído
lost-not-started = el contenedor nunca se arrancó
lost-booting = el programa todavía está arrancando
lost-stopping = el programa está terminando
lost-exited = el programa ha terminado
lost-refused = nada escucha ahí
lost-name-not-found = el nombre no se resuelve
lost-security-group = un grupo de seguridad no deja entrar las peticiones
lost-other-network = esa dirección es de otra red
lost-no-way-out = quien envía no tiene salida a internet
lost-no-target = el balanceador no tiene ningún destino

cause-timed-out = { $what } no llegó en { $waited }; lo último que se vio: { $seen }
cause-rolled-back = se revirtió { $what }: { $reason }
cause-command = `{ $command }` terminó con { $code }

### How what was interrupted came back.

recovery = como antes
recovery-not-needed = no le afectó
recovery-unnoticed = nadie notó nada
recovery-itself = { $time }, por sí solo
recovery-person = { $time }, por una persona
recovery-not-yet = no en este tiempo ({ $event })
