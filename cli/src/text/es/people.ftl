### Quién hace el trabajo, y qué hace mal.

slips-form = --slips { $given } no es una probabilidad
slips-form-help = da un número de 0 a 1, como --slips=0.01, o solo --slips para las probabilidades del modelo (paperboat model human.slip), o --slips=never
slips-apart = --slips lleva su probabilidad con un signo en medio: { $given } se lee como un archivo
slips-apart-help = prueba: --slips={ $given }

people-beaten = people: no cuenta { $key } del escenario: --{ $option } dice otra cosa

own-number = { $key } = { $value }{ $unit ->
    [1] {""}
   *[other] {" "}{ $unit }
} (el del modelo es { $was })
assumption-own-numbers = Números tuyos, no del modelo: { $numbers }.

routine-pasted = cada comando se pega
routine-script = un guion para cada tarea, que se escribe la primera vez
routine-tool = un comando de una herramienta para cada tarea

compare-people = El trabajo: { $routine }; nadie se equivoca.
compare-people-slips = El trabajo: { $routine }; sale mal el { $command } de los comandos, la mayoría a la vista, el { $script } de las veces que se ejecuta un guion y el { $tool } de las que se usa una herramienta.

event-slipped = error: { $slip }; se quería { $meant }
event-slipped-instead = error: { $slip }: { $typed }; se quería { $meant }

slip-port-not-published = el puerto del contenedor no se publica
slip-port-closed = un puerto que tiene que estar abierto queda cerrado
slip-open-to-world = un puerto para pocos queda abierto a todo el mundo
slip-restart-forgotten = se olvida la política de reinicio
slip-daemon-not-enabled = Docker se inicia, pero no se activa para el arranque
slip-tag-mistyped = la etiqueta de la imagen está mal escrita
slip-env-file-not-copied = el archivo con las variables no se copia
slip-wrong-host = el comando va a otra máquina
slip-wrong-health-path = la comprobación de estado se queda en /, donde nada contesta
slip-too-little-memory = se elige el tamaño inmediatamente menor
slip-role-missing = a un rol le falta una política, o a una instancia su rol
slip-wrong-cluster = a las instancias se les dice el nombre de otro clúster
slip-retyped = rechazado al momento, y escrito otra vez

section-slips = Qué hicieron mal las personas sin darse cuenta (con la semilla { $seed })
slips-of = { $lane }: { $unnoticed } sin que nadie lo notara, { $retyped } vistos al momento y escritos otra vez; lo que falló se investigó y se repitió: { $mended }
slip-in = { $at }, { $part }: { $slip } (--why { $lane }:{ $event })
slips-more = y { $count } más: compare --json, o --events { $lane }

anew-lost = { $at }, { $part }: se quitó todo y se empezó desde cero; se pierde lo que los usuarios habían dejado: { $lost }
anew-no-data = { $at }, { $part }: se quitó todo y se empezó desde cero; en sus discos no había datos
anew-before-users = { $at }, { $part }: se quitó todo y se empezó desde cero, antes del primer usuario
anew-data = { $volume ->
    [none] el disco de { $service }, que no nombra ningún volumen
   *[other] el volumen { $volume } de { $service }
}, llenado durante { $time }{ $bytes ->
    [none] {""}
   *[other] , { $bytes } bytes de sistemas de archivos
}

metric-slips = errores sin darse cuenta

doubt-slips = con qué frecuencia se equivocan las personas
