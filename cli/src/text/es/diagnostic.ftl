### Lo que encuentra el lector de Compose. La clave, el archivo y la línea van junto a la frase.

also-defined-here = también se define aquí
extended-here = se extiende aquí
included-here = se incluye aquí

compose-no-file = no hay ningún archivo Compose en { $directory } ni en las carpetas superiores
compose-several-files = hay varios archivos Compose ({ $files }); se usa { $used }
compose-several-files-help = nombra con -f el que quieres
compose-file-denied = no se puede leer { $path }: permiso denegado
compose-file-denied-help = date permiso de lectura, por ejemplo con chmod u+r
compose-file-directory = { $path } es una carpeta, no un archivo
compose-file-directory-help = nombra el archivo que hay dentro
compose-file-missing = { $path } no existe
compose-file-missing-help = revisa cómo está escrito; las rutas relativas parten de esta carpeta, o de la del primer archivo de Compose
compose-file-unreadable = no se puede leer { $path }: { $reason }
compose-file-unreadable-help = cópialo a este disco y léelo desde ahí
compose-file-too-large = { $path } tiene más de { $limit } bytes, lo máximo que se lee
compose-file-too-large-help = deja los datos fuera de los archivos de Compose y de variables, o móntalos como volumen
compose-too-many-files = la aplicación consta de más de { $limit } archivos
compose-too-many-files-help = léelo por partes
compose-not-utf8 = el archivo no es texto UTF-8: el byte { $offset } no empieza ningún carácter
compose-not-utf8-help = guarda el archivo en UTF-8
compose-nul = el archivo contiene un byte NUL: no es un archivo de texto
compose-nul-help = nombra el archivo de texto que quieres
compose-yaml = esto no es YAML; el analizador dice: { $reason }
compose-yaml-help = corrígelo ahí
compose-yaml-anchor = antes de esto no hay ningún ancla { $name }
compose-yaml-anchor-help = defínela más arriba como &{ $name }, o corrige su nombre
compose-yaml-bracket = esto no es YAML: un paréntesis, corchete o llave queda sin cerrar, o lo cierra otro
compose-yaml-bracket-help = cierra cada corchete o llave con su pareja
compose-yaml-character = esto no es YAML: ningún valor empieza por { $character }
compose-yaml-colon = esto no es YAML: un segundo `: ` en la misma línea empieza un mapa donde no puede haberlo
compose-yaml-indent = esto no es YAML: la sangría no encaja con nada de lo anterior
compose-yaml-quote = esto no es YAML: unas comillas quedan sin cerrar, o hay algo detrás de las que cierran
compose-yaml-quote-help = cierra las comillas, o pon una barra invertida delante de las que van dentro
compose-yaml-tab = esto no es YAML: hay un tabulador donde solo puede haber espacios
compose-yaml-tag = { $value } no puede ser { $tag }
compose-yaml-tag-help = quita la etiqueta, o escribe un valor que encaje
compose-too-deep = esto está anidado a más de { $limit } niveles
compose-too-many-nodes = los alias y las fusiones harían de este archivo más de { $limit } valores
compose-value-too-large = un valor ocupa más de { $limit } bytes
compose-value-too-large-help = guárdalo en un archivo y móntalo
compose-duplicate-key = { $name } aparece dos veces, en las líneas { $first } y { $second }
compose-duplicate-key-help = quita una de las dos, o júntalas
compose-key-not-text = una clave tiene que ser un texto
compose-key-not-text-help = pon comillas a la clave
compose-merge-not-mapping = `<<` espera un mapa o una lista de mapas
compose-merge-not-mapping-help = escribe `<<: *nombre`, con un ancla que esté en un mapa
compose-alias-cycle = el ancla { $name } se contiene a sí misma
compose-alias-cycle-help = saca el alias de lo que contiene su ancla
compose-empty = { $path } está vacío
compose-empty-help = escribe al menos un servicio en `services`
compose-top-not-mapping = un archivo Compose es un mapa que empieza con claves como `services:`
compose-top-not-mapping-help = empieza con `services:` y sangra lo que le pertenece
compose-unknown-key = Compose no conoce aquí la clave { $name }; { $nearest ->
    [none] no hay ninguna parecida
   *[other] la más parecida es { $nearest }
}
compose-wrong-type = esto tiene que ser { $expected }, no { $found }
compose-wrong-type-help = escríbelo como { $expected }
compose-not-one-of = { $value } tiene que ser uno de { $allowed }
compose-not-one-of-help = elige uno de { $allowed }
compose-required-key = aquí hace falta { $name }
compose-required-key-help = añade { $name }
compose-bad-name = { $name } no puede ser un nombre: admite letras, cifras, `.`, `_` y `-`
compose-bad-name-help = elige un nombre con letras, cifras, `.`, `_` y `-`
compose-not-unique = los elementos { $first } y { $second } son iguales
compose-not-unique-help = quita uno de los dos
compose-out-of-range = { $value } queda fuera del intervalo de { $least } a { $most }
compose-out-of-range-help = elige un número de { $least } a { $most }
compose-bad-value = no se puede leer { $value }
compose-bad-value-help = la especificación de Compose dice qué admite esta clave: https://docs.docker.com/reference/compose-file/
compose-boolean-word = { $value } es la forma antigua de { $instead }
compose-boolean-word-help = escribe { $instead }
compose-version-obsolete = `version` ya no significa nada
compose-version-obsolete-help = quita la línea
compose-cannot-merge = los archivos dan aquí valores que no se pueden superponer
compose-cannot-merge-help = dale la misma forma en todos los archivos, o pon !override delante
compose-bad-interpolation = { $template } no es una variable válida; escribe `$$` para un signo de dólar
compose-variable-required = hay que definir la variable { $variable }{ $reason ->
    [none] {""}
   *[other] : { $reason }
}
compose-variable-unset = la variable { $variable } no está definida; cuenta como vacía
compose-variable-unset-help = ponla en la shell o en .env, o escribe un valor por omisión: { "${" }{ $variable }:-…{ "}" }
compose-bad-cast = { $value } debería ser { $expected }
compose-bad-cast-help = pon en la variable { $expected }
compose-env-name = { $name } no puede ser el nombre de una variable
compose-env-quote = unas comillas quedan sin cerrar
compose-extends-cycle = hay servicios que se extienden en círculo: { $chain }
compose-extends-cycle-help = deja que uno de ellos no extienda a nadie
compose-extends-missing = { $service } extiende { $base }, que no está en { $path }
compose-extends-missing-help = corrige el nombre, o define el servicio en { $path }
compose-include-cycle = hay archivos que se incluyen en círculo: { $chain }
compose-include-cycle-help = quita una de las inclusiones
compose-include-override = un archivo incluido también define { $name }: se combinan los dos y gana lo que está aquí. Docker Compose lo hace desde la versión 5.0; las anteriores rechazan el archivo
compose-include-override-help = dilo en un solo archivo, para que todas las versiones lean lo mismo
compose-remote-resource = { $path } está en otro lugar de la red; solo se leen archivos locales
compose-remote-resource-help = descárgalo y nombra el archivo
compose-external-conflict = { $name } es externo, así que no se puede decir nada más de él
compose-external-conflict-help = quita `external`, o todo lo demás salvo el nombre
compose-external-name = `external.name` y `name` se excluyen
compose-external-name-help = escribe `external: true` y `name`
compose-exclusive = estas claves se excluyen: { $keys }
compose-exclusive-help = quédate con una
compose-none-of = hay que definir una de estas claves: { $keys }
compose-none-of-help = añade una
compose-no-image = { $service } no tiene ni imagen ni build
compose-no-image-help = añade `image`, o `build` con la carpeta de su Dockerfile
compose-undefined = { $service } se refiere a { $kind } de nombre { $name }, que no se define; { $nearest ->
    [none] no hay ningún nombre parecido
   *[other] lo más parecido es { $nearest }
}
compose-dependency-cycle = hay servicios que dependen unos de otros en círculo: { $chain }
compose-dependency-cycle-help = quita una de las dependencias
compose-duplicate-container-name = { $first } y { $second } tienen el mismo nombre de contenedor { $name }
compose-duplicate-container-name-help = cambia uno, o quita `container_name`
compose-container-name-scaled = { $service } tiene un nombre de contenedor fijo, así que no puede ejecutarse más de una vez ({ $by })
compose-container-name-scaled-help = quita `container_name`
compose-distinct-values = { $first } y { $second } dicen cosas distintas
compose-distinct-values-help = quédate con una, o da a ambas el mismo valor
compose-healthcheck-start = una comprobación de salud empieza con NONE, CMD o CMD-SHELL, no con { $found }
compose-healthcheck-start-help = escribe ["CMD", "programa", "argumento"] o ["CMD-SHELL", "línea de comandos"]
compose-watch-target = la vigilancia de { $service } necesita un destino
compose-watch-target-help = añade `target`, la ruta dentro del contenedor
compose-context-not-built = { $service } se construye a partir de { $other }, que no tiene `build`
compose-context-not-built-help = da a { $other } un `build`
compose-mounted-twice = { $target } se monta dos veces
compose-mounted-twice-help = monta uno de los dos en otro lugar
compose-negative = { $value } es menor que 0
compose-negative-help = escribe 0 o más
compose-container-name = «{ $value }» no puede ser el nombre de un contenedor: al menos dos letras, cifras, `_`, `.` o `-`, empezando por letra o cifra
compose-container-name-help = elige otro nombre, o quita `container_name`
compose-platform = { $platform } no está entre las plataformas que se construyen
compose-platform-help = añádela a `build.platforms`, o quítala de aquí
compose-project-name = { $name } no puede ser el nombre de un proyecto: minúsculas, cifras, `-` y `_`, empezando por letra o cifra
compose-project-name-help = elige un nombre así, con `name` o --project-name
compose-project-name-empty = no queda ningún nombre para el proyecto
compose-project-name-empty-help = da uno con --project-name
compose-no-service = no hay ningún servicio { $name }; { $nearest ->
    [none] ninguno tiene un nombre parecido
   *[other] el más parecido es { $nearest }
}
compose-no-service-help = corrige el nombre, o define el servicio
compose-unknown-hint = x-paperboat no conoce { $name }; { $nearest ->
    [none] no hay nada parecido
   *[other] lo más parecido es { $nearest }
}
compose-unknown-hint-help = README.md enumera lo que admite x-paperboat
compose-bad-hint = { $value } debería ser { $expected }
compose-bad-hint-help = escribe { $expected }
compose-command-help = cierra cada comilla, o escribe una lista: ["sh", "-c", "..."]
compose-device-help = las formas son /dev/uno, /dev/uno:/dev/dos y /dev/uno:/dev/dos:rwm
compose-duration-help = una duración lleva unidades: 30s, 1m30s, 2h
compose-env-name-help = una línea es NOMBRE=valor: letras, cifras, `_`, `.` y `-`, sin espacios
compose-env-quote-help = acaba el valor con la misma comilla con la que empieza
compose-hosts-help = la forma es NOMBRE:DIRECCIÓN
compose-mode-help = los permisos escritos como texto son cifras octales: "0440"
compose-mount-help = las formas son NOMBRE:/ruta, ./carpeta:/ruta y /carpeta:/ruta:ro
compose-port-help = las formas son 80, 8080:80, 127.0.0.1:8080:80 y 8080-8090:80-90/udp, con puertos de 1 a 65535
compose-size-help = un tamaño es un número con su unidad: 512m, 1g, 64kb
compose-too-deep-help = cierra los corchetes, o escríbelo con menos niveles: un alias cuenta con todo lo que trae
compose-too-many-nodes-help = escríbelo con menos alias: cada uno trae todo lo que hay detrás de su ancla
compose-yaml-character-help = pon el valor entre comillas
compose-yaml-colon-help = pon entre comillas el valor que contiene `: `
compose-yaml-indent-help = las claves de un mismo mapa empiezan en la misma columna
compose-yaml-tab-help = usa espacios para la sangría
compose-inactive-help = pertenece a un perfil que no está activado: --profile
compose-undefined-help = defínelo en el nivel superior del archivo, o escribe su nombre como está allí
compose-bad-interpolation-help = las formas son $NOMBRE, { "${NOMBRE}" }, { "${NOMBRE:-valor}" } y { "${NOMBRE:?mensaje}" }
compose-variable-required-help = define { $variable } en la terminal, en .env o en un archivo dado con --env-file
compose-no-file-help = nombra uno con -f, o ve a la carpeta que lo contiene
compose-unknown-key-help = las claves propias empiezan por x-

### Palabras para lo que hay en un archivo, o debería haber.

word-boolean = un booleano
word-build-secret = un secreto de la construcción
word-bytes = un tamaño mayor que 0, como 512MB
word-chance = una probabilidad de 0 a 1, o true para la del modelo, o false para nunca
word-config = una config
word-duration = una duración, como 30s
word-hints = un mapa de indicaciones
word-host-and-port = una lista de NOMBRE:PUERTO
word-integer = un entero
word-list = una lista
word-mapping = un mapa
word-model = un modelo
word-network = una red
word-null = nada
word-number = un número
word-path = una ruta que empieza por /
word-port = un puerto de 1 a 65535
word-positive-number = un número mayor que 0
word-scalar = un texto, un número, un booleano o nada
word-secret = un secreto
word-service = un servicio
word-share = un número de 0 a 1
word-string = un texto
word-volume = un volumen

### Scenarios.

scenario-unknown-key = un escenario no tiene aquí la clave { $name }; { $nearest ->
    [none] no hay ninguna parecida
   *[other] la más parecida es { $nearest }
}
scenario-unknown-key-help = paperboat schema scenario muestra todas las claves
scenario-required-key = aquí debe estar { $name }
scenario-required-key-help = añade { $name }
scenario-wrong-type = esto debe ser { $expected }, no { $found }
scenario-wrong-type-help = escríbelo como { $expected }
scenario-bad-value = { $value } no es { $expected }
scenario-bad-value-help = escribe { $expected }
scenario-bad-parameter = { $value } no puede estar aquí: { $reason }
scenario-bad-parameter-help = paperboat fault list muestra qué admite cada fallo
scenario-not-one-of = { $value } debe ser uno de { $allowed }
scenario-not-one-of-help = elige uno de { $allowed }
scenario-out-of-range = { $value } debe estar entre { $least } y { $most }
scenario-out-of-range-help = elige un valor entre { $least } y { $most }
scenario-version = es un escenario de la versión { $value }; este programa lee la versión { $known }
scenario-version-help = escribe version: { $known } y usa sus claves, o usa un programa que lea la versión { $value }
scenario-outside-horizon = { $at } queda fuera del horizonte, que acaba a las { $horizon }
scenario-outside-horizon-help = elige un momento anterior o un horizonte más largo
scenario-several-acts = una cosa cada vez: aquí están { $names }
scenario-several-acts-help = haz una entrada propia de cada una
scenario-several-documents = un escenario es un solo documento; aquí empieza otro
scenario-several-documents-help = ponlo en un archivo propio
scenario-unknown-fault = no existe el fallo { $name }; { $nearest ->
    [none] no hay ninguno parecido
   *[other] el más parecido es { $nearest }
}
scenario-unknown-fault-help = paperboat fault list los muestra todos
scenario-unknown-moment = nada en la línea de tiempo se llama { $name }; { $nearest ->
    [none] no hay nada parecido
   *[other] lo más parecido es { $nearest }
}
scenario-unknown-moment-help = un momento se llama como dice name:, o si no como su fallo o su palabra
scenario-unknown-service = la aplicación no tiene el servicio { $name }; { $nearest ->
    [none] no hay ninguno parecido
   *[other] el más parecido es { $nearest }
}
scenario-unknown-service-help = nombra un servicio del archivo de Compose
scenario-unknown-lane = no existe el carril { $name }; { $nearest ->
    [none] no hay ninguno parecido
   *[other] el más parecido es { $nearest }
}
scenario-unknown-lane-help = paperboat compare --help enumera los carriles
scenario-unknown-number = el modelo no tiene ningún número { $name } de { $group }; { $nearest ->
    [none] no hay ninguno parecido
   *[other] el más parecido es { $nearest }
}
scenario-unknown-number-help = paperboat model { $group } los enumera
scenario-wrong-number = { $key } no puede ser { $value }: ahora es { $now }{ $unit ->
    [1] {""}
   *[other] , en { $unit }
}
scenario-wrong-number-help = { $form ->
    [bounded-whole] da un número entero de 0 a { $most }, en la unidad de paperboat model { $key }
    [bounded] da un número de 0 a { $most }, en la unidad de paperboat model { $key }
   *[other] da un número como lo muestra paperboat model { $key }
}
scenario-impossible = nada puede cumplir esto, o todo lo cumple: { $reason }
scenario-impossible-help = cambia lo que se espera
word-below-nothing = no hay nada por debajo de 0
word-count-or-percentage = un número como 100 o un porcentaje como 0.5%
word-of-the-whole = se cuenta sobre todo el recorrido, no tras un momento
word-percentage = un porcentaje de 0% a 100%
word-recovered-after-what = la recuperación se cuenta desde un momento: añade after:
