### Lo que dice `check`: qué pasa con cada clave, por qué y qué se puede hacer; y las trampas.

### Qué pasa con una clave.

outcome-kept = se mantiene
outcome-changed = cambia
outcome-dropped = se pierde
outcome-refused = se rechaza

### Por qué.

because-access-point = lo sustituye un punto de acceso de un sistema de archivos EFS: archivos por NFS en lugar de un disco local
because-always-pulled = cada tarea vuelve a descargar su imagen
because-always-replaced = ECS sustituye cada tarea que se para, diga lo que diga la política
because-anonymous = no se monta nada: los archivos duran lo que dura la tarea
because-architecture = la imagen solo existe para { $has } y la máquina es { $wants }
because-as-written = Docker Compose lo lee en la instancia tal como está escrito
because-bind-empty = { $source } está vacío en la instancia: solo se llevan los archivos de la propia aplicación
because-bounded = ECS acepta números enteros de { $least } a { $most }: se usa el más cercano
because-container = un contenedor en la instancia
because-container-job = un contenedor en la instancia que hace su trabajo y termina: no recibe política de reinicio
because-desired-count = se mantienen en marcha otras tantas tareas
because-development = solo sirve mientras se desarrolla
because-device-of-host = la instancia tiene que tener el dispositivo
because-ecs-rolls = ECS renueva un servicio según sus propios porcentajes, con el circuit breaker activado
because-ecs-service = un servicio de ECS; cada tarea tiene { $cpu } unidades de CPU y { $memory } MiB
because-env-merged = sus variables están en la definición de tarea y las que parecen secretas en Secrets Manager
because-extension = aquí nadie lee las claves que empiezan por x-
because-external-object = Docker Compose no admite { $name } como externo: eso solo existe en Swarm
because-fargate-lacks = Fargate no tiene { $key }
because-file-carried = el archivo se lleva a la instancia
because-firewall-closed = Docker lo publica, pero el grupo de seguridad solo deja entrar a los puertos TCP fijos de los servicios públicos
because-healthy-once = ECS no conoce esa condición entre servicios: primero se arranca { $service } y se espera a que termine su despliegue, y solo al desplegar
because-holds-anyway = dice lo que ya es así
because-host-path = se monta { $source } de la propia instancia
because-host-port-scaled = dos contenedores no pueden compartir el puerto { $port } de una instancia: Docker rechaza el segundo
because-host-port-twice = { $service } ya ocupa el puerto { $port } de la instancia
because-in-definition = su contenido está en la definición de tarea
because-inside-only = no es público: los demás servicios llegan a él como { $service }:{ $target }; no hay puerto de host
because-instance = todo funciona en una sola instancia { $type }, porque hacen falta { $memory } MiB
because-job-bare = un trabajo que va antes que otros contenedores de la tarea no recibe puertos, volúmenes ni comprobaciones de salud
because-job-ends = un trabajo que falla no se vuelve a arrancar por sí solo
because-job-before = un trabajo: se ejecuta primero en cada tarea de los servicios que lo esperan
because-job-first = { $service } se ejecuta primero en cada tarea, no una vez para todas
because-job-once = un trabajo: una sola tarea, que se ejecuta una vez; Service Connect no le da nombres, así que no alcanza a ningún otro servicio
because-link-alias = nadie se llama { $alias }: en Service Connect el nombre es { $service }
because-listener = el balanceador escucha en { $published } y reenvía al { $target } de las tareas
because-listener-taken = el listener del puerto { $port } ya es de { $service }
because-log-group = las líneas van a un grupo de registros de CloudWatch Logs
because-loopback = no es público: se publica solo en 127.0.0.1 de la instancia
because-made-anew = no se busca nada: se crea otro nuevo, vacío
because-mount-hides = una tarea no puede poner un solo archivo entre los que la imagen tiene junto a { $target }: los demás quedarían ocultos
because-mount-too-large = { $source } es demasiado grande para ir en una definición de tarea
because-name-mentioned = pasa a ser un nombre en Service Connect, porque lo menciona la configuración de la aplicación
because-name-unused = no lo menciona la configuración de la aplicación, así que no llega a ser un nombre
because-network-made = antes se crea en la instancia
because-no-content = { $name } no tiene contenido: falta el archivo o la variable
because-no-docker = no hay ningún Docker cuyo socket se pueda montar
because-no-gpu = ninguna instancia de la lista tiene un dispositivo así
because-no-host-files = no hay host, así que en la tarea no hay nada de { $source }
because-no-host-port = no es público ni tiene un puerto de host fijo: no se publica
because-no-instance = ningún tipo de instancia de la lista tiene { $memory } MiB
because-no-task-size = ningún tamaño de Fargate tiene { $cpu } unidades de CPU y { $memory } MiB
because-nofile-only = Fargate solo deja cambiar nofile
because-not-built = allí no se construye nada: se descarga { $image } de su registro
because-not-shared = las tareas no comparten volúmenes a través del nombre de un servicio
because-obsolete = Compose no le hace caso desde 2020
because-order-once = es el orden de arranque al desplegar; los reinicios posteriores ya no lo respetan
because-other-profile = su perfil no está activado
because-own-interface = cada tarea tiene su propia interfaz de red
because-own-service = cada servicio pasa a ser un servicio de ECS propio; los trabajos, tareas
because-platform = la tarea se ejecuta en { $platform }
because-plugin-missing = al Docker de la instancia le falta el plugin que necesita { $key }
because-port-not-known = la imagen escucha en { $ports }: { $target } se queda sin asignación de puerto
because-port-range = Service Connect no da nombre a un intervalo: { $ports }
because-read-here = surte efecto antes de desplegar nada
because-restart-added = el archivo no da política de reinicio: el modo cuidadoso añade restart: unless-stopped
because-runtime-missing = el Docker de la instancia no tiene el runtime { $runtime }
because-secret-moved = igual, pero { $names } desde Secrets Manager
because-secrets-manager = lo guarda Secrets Manager
because-service-connect = los nombres los da Service Connect; todas las tareas comparten un grupo de seguridad, así que las redes no separan nada
because-source-missing = { $source } no existe: el contenedor no puede arrancar con él
because-swarm-only = solo le hace caso Docker Swarm
because-task-definition = la definición de tarea dice lo mismo
because-task-size = decide el tamaño de la tarea: { $cpu } unidades de CPU y { $memory } MiB
because-tcp-only = el balanceador y Service Connect llevan TCP, no { $protocol }
because-unknown-key = la estrategia no transmite { $key }
because-unused = no lo usa ningún servicio activo
because-volume-made = antes se crea en la instancia, y está vacío
because-windows = solo le hacen caso los contenedores de Windows
because-written-before = lo escribe un primer contenedor de la tarea; en { $folder } ya no queda nada más

### Qué se puede hacer.

remedy-build-in = mételo en la imagen: FROM la misma imagen, y COPY
remedy-copy-data = copia allí los datos después de desplegar, o restaura una copia de seguridad
remedy-enable-profile = actívalo con --profile
remedy-give-content = dale un archivo, una variable o un contenido
remedy-into-image = mete los archivos en la imagen, o conviértelos en un config
remedy-job-restart = escribe restart: "no" u on-failure
remedy-less-memory = baja los límites, o divide la aplicación
remedy-make-file = créalo, o corrige la ruta
remedy-multi-arch = construye la imagen para ambas: docker buildx build --platform linux/amd64,linux/arm64
remedy-name-volume = dale un nombre al volumen
remedy-network-alias = conviértelo en un alias: networks.NOMBRE.aliases
remedy-other-machine = elige a mano una instancia con GPU
remedy-other-port = publica otro puerto de host
remedy-other-strategy = usa ec2 para esto, o prescinde de ello
remedy-name-image = el nombre { $image } es inventado, y en Docker Hub pertenece a quien tenga ese espacio de nombres: da a { $service } un `image:` en un repositorio tuyo (en ECR: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/{ $service }:1), y luego constrúyela y súbela con ese nombre: { $build }
remedy-push-image = constrúyela y súbela antes: { $build }
remedy-rds = si es una base de datos, piensa en RDS
remedy-s3 = para archivos que suben los usuarios o que muchos leen, piensa en S3
remedy-say-architecture = indica x-paperboat.architecture si la imagen es para otra
remedy-say-port = si el programa escucha ahí, indica x-paperboat.port
remedy-say-public = si los usuarios tienen que llegar a él, indica x-paperboat.public: true
remedy-say-restart = escribe restart:, con "no" para lo que termina por sí mismo
remedy-scale-later = despliega uno y escala después: entonces un proxy reparte el puerto; o no fijes el puerto de host

### Las trampas.

trap-architecture = la imagen solo existe para { $has }, pero la instancia es { $wants }: no se encuentra qué descargar o el programa no arranca
trap-bind-mount = lo que hay en { $source } no estará allí: los contenedores encuentran una carpeta vacía o ninguna
trap-build = solo hay un build: en producción se descarga { $image }, y alguien tiene que haberla subido
trap-command-cut = el comando termina antes del { $by } sin comillas: Compose no arranca ningún shell
trap-container-name = { $name } es el nombre de un contenedor: como host solo vale mientras haya una copia; el servicio es { $service }
trap-data-scaled = { $replicas } copias compartirían un volumen y se destruirían los datos entre ellas
trap-database-published = se publica el puerto { $port } de algo que guarda datos: un primer tutorial lo abre a todo internet
trap-docker-socket = en Fargate no hay socket de Docker: el programa no puede hacer su trabajo
trap-docker-socket-root = quien se haga con este contenedor es root en la instancia
trap-external-network = nadie ha creado allí la red { $name }
trap-external-volume = nadie ha creado allí el volumen { $name }: empieza vacío
trap-healthy = los reinicios posteriores no esperan a que { $service } esté sano
trap-job-never-ends = se espera a que { $service } termine con éxito, pero { $image } es un servidor y no termina por sí mismo: lo que espera no arranca nunca
trap-job-restarts = se espera a que { $service } termine con éxito, pero restart: { $policy } lo vuelve a arrancar cada vez que termina: lo que espera no arranca nunca
trap-latest = { $image } no tiene una versión fija: cada descarga puede traer otra, y no hay a qué volver
trap-localhost = { $variable } apunta al propio contenedor, y ahí no está { $service }
trap-memory-instance = ningún tipo de instancia de la lista lo admite todo: { $memory } MiB
trap-memory-task = ningún tamaño de Fargate lo admite: { $cpu } unidades de CPU y { $memory } MiB
trap-no-health-check = es público y nada dice cuándo está bien: un balanceador pregunta por /
trap-plain-secret = { $variable } está en un archivo, en texto plano
trap-platform = pide { $platform }, pero su máquina es otra
trap-port-conflict = se supone que escucha en { $port }, pero { $key } dice { $other }
trap-port-guessed = nada en el archivo dice dónde escucha: { $port } es una suposición por el tipo de programa
trap-port-implied = se supone que escucha en { $port }: la dirección de { $key } no lleva puerto y su esquema significa ese
trap-port-taken = se supone que escucha en { $port }: lo dice { $key }
trap-port-unequal = el puerto de host { $published } no es el del contenedor, { $target }: con awsvpc no hay puertos de host y ECS rechaza un par distinto
trap-port-unknown = nada en el archivo dice dónde escucha: no se puede indicar a los demás cómo llegar a él
trap-rights = Fargate rechaza { $key }: el programa tiene que arreglarse sin ello
trap-udp = el puerto { $port } habla { $protocol }: ni el balanceador ni el grupo de seguridad lo dejan entrar
trap-variable = { $variable } no está definida: cuenta como vacía
trap-volume-anonymous = el volumen de { $path } no tiene nombre: sus datos se van con el contenedor
trap-volume-database = { $volume } pasa a EFS: una base de datos sobre NFS va lenta, y algunas no admiten sus bloqueos
trap-volume-efs = { $volume } pasa a EFS: más lento que un disco, y se paga por GB
trap-managed = { $host } es { $service }, fuera de la aplicación: se supone que responde; qué responde y con qué rapidez no se modela
trap-outside = { $host } se indica como externo a la aplicación: se supone que responde; qué responde y con qué rapidez no se modela
trap-unknown-host = ningún servicio se llama { $host }: nada de la aplicación responde ahí
remedy-expose = quita el puerto de host, o publica 127.0.0.1:{ $port }:{ $port }
remedy-health-path = añade un healthcheck, o indica x-paperboat.health-path
remedy-one-copy = deja una sola copia, o usa un servicio que replique por sí mismo
remedy-one-port = haz que coincidan, o indica x-paperboat.port
remedy-say-other-port = si es otro, indica x-paperboat.port
remedy-state-port = indica x-paperboat.port, o escribe expose
remedy-own-network = deja que la cree Compose: quita external
remedy-pin = escribe una versión: una etiqueta que nadie mueva, o un digest
remedy-quote = escribe una lista: ["sh", "-c", "..."]
remedy-secret = usa secrets:, o un archivo que no se guarde con el código
remedy-service-name = escribe el nombre del servicio: { $service }
remedy-set-variable = define { $variable } en .env, o dale un valor por defecto
remedy-tcp = usa TCP, o un Network Load Balancer creado a mano
remedy-try-again = que el propio programa reintente hasta poder conectar
remedy-use-target = que los demás llamen al puerto { $target }, o publica { $target }:{ $target }
remedy-wait-healthy = espera con condition: service_healthy o service_started, o dale al servicio un comando que termine
remedy-without-socket = prescinde de él, o ponle delante un proxy que solo deje leer
remedy-let-in = permite el paso, donde esté, al grupo de seguridad de la instancia o de las tareas
remedy-say-external = corrige el nombre, o indica x-paperboat.external.{ $host } al principio del archivo

### Las palabras del informe.

check-title = { $app }: qué pasa con cada clave
check-beside = Fuera de los servicios
check-what = Por qué
check-all-kept = se mantienen todas las claves
check-hidden = { $count ->
    [one] una clave se mantiene en todas las estrategias; --all la muestra
   *[other] { $count } claves se mantienen en todas las estrategias; --all las muestra
}
check-traps = Trampas
check-no-traps = no se ha encontrado ninguna trampa
check-remedy = remedio: { $remedy }
check-deployable = { $strategy }: se puede desplegar
check-refused = { $strategy }: se rechaza por { $keys }
