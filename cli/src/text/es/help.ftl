# La ayuda de la línea de comandos, lo que está mal en su uso, y las páginas de manual.

help-usage = Uso:
help-commands = Comandos
help-arguments = Argumentos
help-options = Opciones
help-default = {"["}por omisión: { $value }]
help-values = {"["}uno de: { $values }]
help-value-options = {"["}OPCIONES]
help-value-command = COMANDO
help-value-file = ARCHIVO
help-value-name = NOMBRE
help-value-dir = CARPETA
help-value-key-value = CLAVE=VALOR
help-value-seed = SEMILLA
help-value-lang = IDIOMA
help-value-color = CUÁNDO
help-value-hours = HORAS
help-value-replicas = N
help-value-lane = VARIANTE
help-value-lane-event = VARIANTE:EVENTO
help-value-image = IMAGEN
help-value-size = TAMAÑO
help-value-duration = DURACIÓN
help-value-service = SERVICIO
help-value-service-image = SERVICIO=IMAGEN
help-value-service-n = SERVICIO=N
help-value-target = DESTINO
help-value-resource = RECURSO
help-value-tail = N
help-value-what = EVENTO
help-value-deployment = DESPLIEGUE
help-value-prefix = PREFIJO
help-value-format = FORMATO
help-value-shell = SHELL
help-value-region = REGIÓN
help-value-hands = SOLTURA
help-value-care = CUIDADO
help-value-run = CÓMO
help-value-backend = BACKEND
help-value-name-file = NOMBRE|ARCHIVO
help-value-fault-time = FALLO@TIEMPO
help-value-fault = FALLO
help-value-time = TIEMPO
help-value-port = PUERTO
help-value-ip = IP
help-value-clock = RELOJ
help-value-percent = PORCENTAJE
help-value-routine = MODO
help-value-chance = PROBABILIDAD
help-top = Lleva un archivo de Compose a AWS de las dos maneras, autogestionada y gestionada, en un simulador, y las compara.
help-top-after =
    Sin comando se muestran las dos maneras con un ejemplo, en un minuto más o menos.
    Ejemplos:
    {"  "}paperboat compare compose.yaml
    {"  "}paperboat check compose.yaml
    {"  "}paperboat deploy compose.yaml -s ec2
    {"  "}paperboat help compare
    Códigos de salida: 0 funcionó; 1 un despliegue falló o se revirtió; 2 entrada o uso incorrectos; 3 no se puede leer o escribir una sesión o un informe; 4 check: todas las estrategias rechazan algo; exec termina con el código del propio comando.
help-compare = Despliega de las dos maneras, atiende un día de tráfico, actualiza, escala, destruye y compara todas las variantes
help-compare-after =
    Ejemplos:
    {"  "}paperboat compare compose.yaml
    {"  "}paperboat compare compose.yaml --peak 200 --replicas 3
    {"  "}paperboat compare compose.yaml --lanes ec2-careful,fargate --json
    {"  "}paperboat compare compose.yaml --out informe.html
    {"  "}paperboat compare compose.yaml --format md >> "$GITHUB_STEP_SUMMARY"
    {"  "}paperboat compare compose.yaml --seeds 1000 --precision 5%
    {"  "}paperboat compare compose.yaml --seeds 1000 --shard 2/8 --out parte-2.json
help-merge = Une partes de una comparación, hechas con compare --shard, en lo que habría encontrado una sola máquina
help-merge-after =
    Ejemplos:
    {"  "}paperboat merge parte-*.json
    {"  "}paperboat merge parte-*.json --out informe.html
help-test = Ejecuta escenarios y los compara con lo que esperan: una prueba de despliegue
help-test-after =
    Ejemplos:
    {"  "}paperboat test tormenta.yaml
    {"  "}paperboat test escenarios/*.yaml --seeds 20 --junit resultados.xml
    Códigos de salida: 0 se cumplió todo; 1 algo no se cumplió; 2 entrada o uso incorrectos; 3 no se pueden escribir los resultados.
help-fault = Provoca un fallo en un despliegue simulado, o los enumera todos
help-fault-after =
    Ejemplos:
    {"  "}paperboat fault list
    {"  "}paperboat fault process-crash:web
    {"  "}paperboat fault zone-outage,lasts=1h
help-advance = Deja pasar el tiempo en un despliegue simulado
help-advance-after =
    Ejemplos:
    {"  "}paperboat advance 10m
help-check = Muestra qué hace cada estrategia con cada clave de Compose y avisa de los problemas
help-check-after =
    Ejemplos:
    {"  "}paperboat check compose.yaml
    {"  "}paperboat check -s fargate --all compose.yaml
    Códigos de salida: 0 alguna estrategia consultada acepta la aplicación; 2 entrada o uso incorrectos; 4 todas las estrategias consultadas rechazan algo o fallan en su ensayo (se consultan todas, salvo que --strategy nombre algunas). ec2 es la manera cuidadosa con docker compose.
help-plan = Ensaya un despliegue: los comandos, los recursos, el tiempo, el coste y lo que fallaría
help-plan-after =
    Ejemplos:
    {"  "}paperboat plan compose.yaml -s fargate
    {"  "}paperboat plan compose.yaml -s ec2 --care naive --run docker
help-deploy = Despliega, en el simulador o en otro lugar; los comandos siguientes continúan con ese despliegue
help-deploy-after =
    Ejemplos:
    {"  "}paperboat deploy compose.yaml -s ec2
    {"  "}paperboat deploy compose.yaml -s fargate --name blue
    {"  "}paperboat deploy compose.yaml -s fargate --backend localstack
    {"  "}paperboat deploy compose.yaml -s ec2 --show-commands
help-status = Muestra qué se está ejecutando, dónde responde y cuánto cuesta
help-status-after =
    Ejemplo:
    {"  "}paperboat status --json
help-logs = Muestra lo que escribieron los contenedores de un servicio
help-logs-after =
    Ejemplo:
    {"  "}paperboat logs web --tail 100
help-exec = Ejecuta un comando en la máquina o en un contenedor; termina con su código de salida
help-exec-after =
    Ejemplos:
    {"  "}paperboat exec host docker ps
    {"  "}paperboat exec web env
help-push = Pone una imagen en el registro simulado, para poder desplegarla
help-push-after =
    Ejemplos:
    {"  "}paperboat push me/web:2
    {"  "}paperboat push me/web:3 --image-size 120MB --boot-time 4s
    {"  "}paperboat update --image web=me/web:2
help-update = Despliega una imagen nueva o un archivo de Compose nuevo sobre lo que se está ejecutando
help-update-after =
    Ejemplos:
    {"  "}paperboat update --image web=me/web:2
    {"  "}paperboat update compose.yaml
help-rollback = Vuelve a la versión anterior; tras una actualización fallida, a la que se ejecutaba antes de ella
help-rollback-after =
    Ejemplo:
    {"  "}paperboat rollback
help-scale = Cambia cuántas réplicas de un servicio se ejecutan
help-scale-after =
    Ejemplo:
    {"  "}paperboat scale web=3
help-destroy = Elimina todo lo que creó el despliegue y enumera lo que sigue costando dinero
help-destroy-after =
    Ejemplo:
    {"  "}paperboat destroy
help-leftovers = Enumera lo que dejaron los despliegues en la cuenta, con su coste y los comandos que lo eliminan; o lo elimina
help-leftovers-after =
    Ejemplos:
    {"  "}paperboat leftovers
    {"  "}paperboat leftovers --remove shop
help-policy = Escribe lo mínimo que IAM debe permitir para un despliegue, como documento de política
help-policy-after =
    Ejemplo:
    {"  "}paperboat policy compose.yaml -s fargate
help-events = Enumera lo que ocurrió, primero lo más antiguo
help-events-after =
    Ejemplo:
    {"  "}paperboat events --tail 20
help-why = Explica un evento siguiendo sus causas hasta la primera
help-why-after =
    Ejemplos:
    {"  "}paperboat why 42
    {"  "}paperboat why web
help-serve = Sirve una cuenta simulada en un endpoint compatible con AWS, para la línea de comandos de AWS y los SDK
help-serve-after =
    Ejemplos:
    {"  "}paperboat serve
    {"  "}paperboat serve --clock x60 --port 5000
    {"  "}paperboat serve --state cuenta.jsonl
    warp lleva el tiempo hasta la siguiente respuesta distinta cuando alguien repite una consulta, y hasta donde espera un waiter; instant deja que todo lo que sigue a un cambio se asiente al momento; manual solo avanza cuando se le pide. Las firmas se leen y no se comprueban: una clave de doce cifras nombra una cuenta, el ámbito de la firma una región, y cada una es un mundo aparte.
help-shell = Siéntate ante un ordenador desde el que aws, ssh, scp y curl llegan a una cuenta simulada, y escribe
help-shell-after =
    Ejemplos:
    {"  "}paperboat shell
    {"  "}paperboat shell compose.yaml -s ec2
    {"  "}paperboat shell --script ordenes.txt
    La carpeta del archivo de Compose es el directorio personal. El tiempo pasa según lo que tardan las órdenes, y se detiene mientras piensas. El código de salida de la última línea es el del programa. Al terminar no se guarda nada.
help-env = Escribe lo que debe exportar una shell para que las herramientas de AWS consulten ese endpoint
help-env-after =
    Ejemplos:
    {"  "}paperboat env
    {"  "}paperboat env --shell fish
help-doctor = Pregunta a un endpoint cuáles de las operaciones que necesitan las estrategias tiene
help-doctor-after =
    Ejemplo:
    {"  "}paperboat doctor --backend localstack
help-config = Escribe el modelo de Compose resuelto, como `docker compose config`
help-config-after =
    Ejemplos:
    {"  "}paperboat config compose.yaml --format json
    {"  "}paperboat config - < compose.yaml
help-model = Enumera todos los números que usa el simulador, con su unidad, su fuente y su confianza
help-model-after =
    Ejemplo:
    {"  "}paperboat model ec2.
help-schema = Escribe el esquema JSON de lo que un comando escribe con --json
help-schema-after =
    Ejemplo:
    {"  "}paperboat schema compare
help-completions = Escribe el autocompletado para una shell
help-completions-after =
    Ejemplo:
    {"  "}paperboat completions bash > ~/.local/share/bash-completion/completions/paperboat
help-man = Escribe una página de manual, o las de todos los comandos
help-man-after =
    Ejemplos:
    {"  "}paperboat man compare | man -l -
    {"  "}paperboat man --all ~/.local/share/man/man1
help-deploy-arg-show-commands = Muestra las órdenes de cada paso, como las escribiría una persona
help-serve-arg-port = El puerto; con 0 se usa uno libre
help-serve-arg-address = La dirección en la que escucha; una a la que otros llegan necesita además --expose
help-serve-arg-expose = Deja que otros ordenadores lleguen: quien llegue puede hacerlo todo en esta cuenta
help-serve-arg-state = Guarda lo que pasa en este archivo, y empieza con lo que cuenta
help-serve-arg-clock = Cómo pasa el tiempo: real, xN (N veces más rápido), warp, instant o manual
help-shell-arg-script = Escribe las líneas de este archivo, y termina
help-shell-arg-strategy = Muestra con `next`, una a una, las órdenes de esta estrategia: ec2, ec2-asg, fargate, ecs-ec2 o express
help-env-arg-shell = La shell en cuyas palabras se escribe
help-env-arg-port = El puerto en el que escucha el endpoint
help-arg-help = Muestra esta ayuda
help-arg-version = Muestra la versión
help-arg-lang = Idioma de los mensajes: inglés o español (por omisión, el de PAPERBOAT_LANG, LC_ALL, LC_MESSAGES o LANG)
help-arg-json = Escribe los datos en JSON por la salida estándar
help-arg-color = Cuándo usar color; se respeta NO_COLOR
help-arg-positional = Archivos de Compose, una carpeta que tenga uno, o - para la entrada estándar (por omisión: compose.yaml, compose.yml, docker-compose.yml o docker-compose.yaml aquí o más arriba)
help-arg-files = Un archivo de Compose; si hay varios, cada uno se combina sobre el anterior
help-arg-env-file = Un archivo con variables, en lugar de .env
help-arg-profile = Un perfil que activar
help-arg-project-name = El nombre del proyecto
help-arg-project-directory = La carpeta desde la que parten las rutas relativas (por omisión, la del primer archivo)
help-arg-strategies = Consulta solo esta estrategia: ec2, ec2-asg, fargate, ecs-ec2 o express; sin ella, las tres primeras
help-arg-all = Muestra todo, no solo lo que se cambia, se omite o se rechaza
help-man-arg-all = Escribe en esta carpeta las páginas de todos los comandos
help-man-arg-page = El comando
help-value-page = COMANDO
help-config-arg-format = El formato
help-arg-prefix = Solo las claves que empiezan así
help-arg-seed = La semilla: la misma semilla, versión y peticiones dan la misma ejecución
help-arg-overrides = Sustituye un número del modelo, como ec2.status_checks=90 (ver `paperboat model`)
help-arg-routine = Cómo se trabaja: pegando cada comando, con un guion para cada tarea que se escribe la primera vez, o con un comando de una herramienta; pasted si ni esto ni un escenario dice nada
help-arg-slips = Deja que la persona se equivoque en los comandos, a la vista o sin darse cuenta, con esta probabilidad en cada uno, como =0.01; sin número, con la del modelo; =never si un escenario dice que sí
help-arg-hands = Con qué soltura trabaja la persona al teclado; tutorial si nada lo dice
help-arg-peak = Peticiones por segundo en el pico del día
help-arg-hours = Horas de tráfico antes de que ocurra otra cosa
help-arg-replicas = Réplicas hasta las que escalar
help-arg-scenario = Qué ocurre mientras vienen usuarios: standard, calm o el archivo de un escenario (por defecto: standard, o con --fault nada más)
help-arg-faults = Provoca un fallo ese tiempo después de que lleguen los usuarios, como process-crash:web@6h; se puede repetir
help-test-arg-files = Escenarios
help-arg-app = El archivo de Compose, o la carpeta que lo contiene, en lugar de lo que nombran los escenarios
help-test-arg-seeds = Con cuántas semillas debe cumplirse cada expectativa
help-arg-seeds = En cuántas semillas se apoyan los veredictos y los intervalos
help-arg-precision = Usa menos semillas que --seeds cuando todas las diferencias entre variantes se conocen hasta esta parte de las cifras, como 5%
help-arg-per-request = Mira una a una las peticiones de la primera semilla: cuánto esperan en cola, y en cuánto tiempo se contestan 50, 95 y 99 de cada 100
help-arg-shard = Ejecuta solo una parte de las semillas, como 2/8, y escribe lo que hace falta para unirla con las demás: --out ARCHIVO, y después paperboat merge
help-merge-arg-files = Partes de una misma comparación, en cualquier orden
help-arg-junit = Escribe los resultados como JUnit XML en este archivo
help-arg-fault = El fallo, como process-crash:web, o list
help-arg-time = Cuánto tiempo pasa, como 90s o 6h
help-arg-lanes = Variantes que ejecutar, como ec2-naive,ec2-careful,ec2-asg,fargate,fargate-many; fargate-scaled, ecs-ec2 y express solo se ejecutan si se piden
help-arg-why = En lugar de la comparación: explica un evento de una variante, como ec2-naive:202, hasta su primera causa
help-arg-events = En lugar de la comparación: enumera lo que ocurrió en una variante, primero lo más antiguo
help-arg-strategy = La estrategia: ec2 (autogestionada), ec2-asg (autogestionada, en un grupo que reemplaza sus instancias), fargate (gestionada), ecs-ec2 (gestionada, en instancias propias) o express (gestionada, un contenedor, con ECS Express Mode); un despliegue que continúa tiene la suya
help-arg-care = Cuánto cuidado se pone en EC2: naive como enseña un primer tutorial; careful con políticas de reinicio, arranque según la salud, entrada mínima e instantáneas
help-arg-tasks = Cuántas tareas tiene como mínimo cada servicio en ECS, repartidas entre las zonas; el que guarda datos en un volumen tiene una
help-arg-max-tasks = A cuántas tareas puede llegar un servicio público por el escalado automático de servicios (seguimiento de objetivos), que mantiene la carga de sus procesadores cerca del 60 %: en ECS. Empieza con --tasks y nunca tiene menos
help-arg-run = Cómo se arrancan los contenedores en EC2: con `docker compose up`, o con un `docker run` para cada uno
help-arg-backend = El tipo de nube (por omisión: simulator)
help-arg-endpoint-url = El endpoint, en lugar del propio del backend
help-arg-region = La región (por omisión, la del entorno o la del perfil; us-east-1 para localstack)
help-arg-aws-profile = El perfil de los archivos de AWS
help-arg-hosts = Qué hay detrás de una instancia: simulated o docker (localstack), o ssh://user@address:port?key=PATH
help-arg-account = La cuenta en AWS; con --yes no hace falta teclearla
help-arg-yes = No pregunta nada: para automatizar, con --account
help-arg-caller = La dirección desde la que se puede entrar en la máquina (por omisión, en AWS, la tuya)
help-arg-budget = Lo máximo que puede costar por hora un despliegue en AWS, en USD
help-arg-expires = Tras cuántas horas se puede eliminar todo en AWS: la etiqueta paperboat:expires
help-arg-name = El nombre del despliegue (por omisión, el único que haya en .paperboat, o `default`)
help-arg-service = El servicio de Compose
help-arg-tail = Cuántas desde el final
help-exec-arg-target = `host` para la máquina (ec2), o un servicio de Compose para su contenedor
help-exec-arg-command = El comando
help-push-arg-images = Una imagen, como me/web:2; sin etiqueta es latest. Las versiones de imágenes conocidas no hace falta subirlas
help-arg-image-size = Su tamaño comprimido, como 120MB (por defecto: el del servicio con esta imagen, el de los hechos, o una estimación)
help-arg-boot-time = Desde que arranca hasta que está lista, como 4s
help-arg-memory = Su memoria en reposo, como 200MB
help-arg-images = Una imagen nueva para un servicio, como web=me/web:2
help-scale-arg-target = El servicio y sus réplicas, como web=3
help-arg-resource = Solo los eventos que mencionan este recurso
help-arg-what = El número de un evento, o un recurso cuyo último cambio se quiere explicar
help-arg-remove = Elimina todo lo que lleva la etiqueta de este despliegue, datos incluidos
help-schema-arg-command = El comando, o `error`; sin ninguno, qué esquemas hay
help-arg-shell = La shell
usage-no-command = falta un comando
usage-no-command-help = `paperboat --help` enumera los comandos
usage-unknown-command = no existe el comando { $given }
usage-unknown-command-help = { $nearest ->
    [none] `paperboat --help` enumera los comandos
   *[other] prueba: paperboat { $nearest }
}
usage-unknown-argument = aquí no existe { $argument }
usage-unknown-argument-help = { $nearest ->
    [none] `{ $command } --help` enumera lo que admite
   *[other] lo más parecido es { $nearest }; `{ $command } --help` lo enumera todo
}
usage-missing-argument = falta: { $arguments }
usage-missing-argument-help = la forma es: { $usage }
usage-no-value = { $argument } necesita un valor
usage-no-value-help = { $values ->
    [none] { $takes ->
        [none] `{ $command } --help` dice qué admite
       *[other] { $takes }
    }
   *[other] admite: { $values }
}
usage-bad-value = { $value } no sirve como valor de { $argument }
usage-bad-value-help = { $values ->
    [none] { $takes ->
        [none] `{ $command } --help` dice qué admite
       *[other] { $takes }
    }
   *[other] admite: { $values }
}
usage-conflict = { $argument } no se puede usar junto con { $other }
usage-conflict-help = quita uno de los dos
usage-values = { $argument } tiene demasiados valores o muy pocos
usage-values-help = `{ $command } --help` dice cuántos admite
usage-not-utf8 = un argumento no es texto UTF-8
usage-not-utf8-help = escríbelo de nuevo, en una terminal que use UTF-8
usage-wrong = { $reason }
usage-wrong-help = `{ $command } --help` dice cómo se usa
man-examples = EJEMPLOS
man-files = ARCHIVOS
man-environment = ENTORNO
man-exit = ESTADO DE SALIDA
man-name = NOMBRE
man-synopsis = SINOPSIS
man-description = DESCRIPCIÓN
man-options = OPCIONES
man-commands = COMANDOS
man-files-text = compose.yaml: la aplicación, leída como la lee Docker Compose, con .env y los archivos override. .paperboat/: los despliegues de esta carpeta, cada uno con su nombre.
man-environment-text = PAPERBOAT_LANG, LC_ALL, LC_MESSAGES, LANG: el idioma. NO_COLOR: sin color. COLUMNS: el ancho. COMPOSE_FILE, COMPOSE_PROFILES, COMPOSE_PROJECT_NAME, COMPOSE_ENV_FILES, COMPOSE_PATH_SEPARATOR, COMPOSE_DISABLE_ENV_FILE: como en Docker Compose.
man-exit-text = 0 funcionó; 1 un despliegue falló o se revirtió; 2 entrada o uso incorrectos; 3 no se puede leer o escribir una sesión o un informe; 4 check: todas las estrategias consultadas rechazan algo. exec termina con el código del propio comando.
man-written = se escribieron { $count } páginas en { $folder }
man-cannot-write = no se pueden escribir las páginas en { $folder }: { $reason }
man-cannot-write-help = da una carpeta en la que puedas escribir
