### La comparación y los informes de los demás verbos.

compare-title = { $app }: de las dos maneras, con un mismo reloj. Semilla { $seed }, modelo { $model }, { $peak } peticiones por segundo en la hora punta.

section-summary = Lado a lado (menos es mejor)
section-timeline = En qué se fue el tiempo, por subobjetivo: manos + máquinas
section-traffic = Qué notaron los usuarios: perdidas de pedidas, tiempo sin respuesta alguna (la hora posterior a un cambio cuenta con él)
section-cost = Cuánto cuesta, en USD
section-left = Qué sigue costando dinero después de destroy
section-verdict = Quién ganó
section-decides = Qué lo decide: cada grupo de supuestos a la mitad y al doble, con la primera semilla
section-assumptions = En qué se apoya todo esto

column-metric = Medida
column-subgoal = Subobjetivo
column-phase = Parte
column-cost = Clase

metric-first-answer = tiempo hasta la primera respuesta
metric-human-time = tiempo de manos
metric-typed = comandos pegados
metric-calls = escrituras AWS / lecturas AWS / en máquinas
metric-unavailable-day = sin servicio durante el día
metric-unavailable-update = sin servicio en la actualización
metric-lost-update = peticiones perdidas en la actualización
metric-unavailable-scale = sin servicio al escalar
metric-cost-month = coste al mes, con tráfico
metric-left-behind = recursos olvidados

hands-and-machines = { $hands } + { $machines }
lost-of = { $lost } de { $asked }, { $unavailable }
lost-because = { $service }: { $requests } peticiones en { $seconds }: { $why } (--why { $event })

phase-deploy = despliegue
phase-serve = un día
phase-update = actualización
phase-scale = escalado
phase-destroy = destrucción
phase-failed = { $lane }: { $phase }: falló el paso «{ $step }»: { $why }

cost-hour = una hora, sin tráfico
cost-month = un mes, con tráfico
cost-voyage = toda la travesía
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
verdict-equal = { $metric }: no hay diferencia
verdict-tied = { $metric }: igual de buenas, y mejores que el resto: { $lanes }
verdict-depends = { $metric }: depende del tiempo que haga; mejores alguna vez: { $lanes }
verdict-nobody = { $metric }: ninguna vía llegó hasta ahí

doubt-guesses = lo que se supuso que necesitan los programas desconocidos (tamaño, arranque, memoria, tiempo por petición)
doubt-hands = el tiempo que la persona tarda en teclear
doubt-users = cuántas peticiones envían los usuarios
doubt-estimates = los tiempos que son estimaciones nuestras (paperboat model: estimación)
decides-half = a la mitad: { $doubt }
decides-twice = al doble: { $doubt }
decides-nothing = ningún veredicto cambia con: { $doubts }

assumption-seeds = Los números son los de la primera semilla; los veredictos valen para { $seeds } semillas.
assumption-model = Las latencias, los precios y los límites son los del modelo, cada uno con su fuente: paperboat model. Cambia uno con --set CLAVE=VALOR.
assumption-guess = no se conoce: { $services }. Se supuso: { $size } MB, { $boot } s de arranque, { $memory } MiB, { $rate } peticiones por segundo. Indica { $members } en x-paperboat.

lane-unknown = no hay ninguna vía { $name }; { $nearest ->
    [none] hay { $names }
   *[other] la más parecida es { $nearest }
}
why-form = --why espera una vía y un suceso, como ec2-naive:202, no { $given }
peak-out-of-range = --peak espera un número mayor que 0 y hasta 1000000, no { $given }

subgoal-provision = aprovisionar
subgoal-access = acceso
subgoal-runtime = entorno
subgoal-image = imagen
subgoal-run = ejecutar
subgoal-expose = exponer
subgoal-observe = observar
subgoal-survive = sobrevivir
subgoal-update = actualizar
subgoal-scale = escalar
subgoal-clean-up = recoger

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
