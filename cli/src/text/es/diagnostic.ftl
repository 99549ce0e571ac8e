### Lo que encuentra el lector de Compose. La clave, el archivo y la línea van junto a la frase.

also-defined-here = también se define aquí
extended-here = se extiende aquí
included-here = se incluye aquí

compose-no-file = no hay ningún archivo Compose en { $directory } ni en las carpetas superiores
compose-several-files = hay varios archivos Compose ({ $files }); se usa { $used }
compose-file-denied = no se permite leer { $path }: mira sus permisos
compose-file-directory = { $path } es un directorio: nombra el archivo que hay dentro
compose-file-missing = { $path } no existe
compose-file-unreadable = no se puede leer { $path }: { $reason }
compose-file-too-large = { $path } tiene más de { $limit } bytes, lo máximo que se lee
compose-too-many-files = la aplicación consta de más de { $limit } archivos
compose-not-utf8 = el archivo no es texto UTF-8: el byte { $offset } no empieza ningún carácter
compose-nul = el archivo contiene un byte NUL: no es un archivo de texto
compose-yaml = esto no es YAML; el analizador dice: { $reason }
compose-yaml-anchor = antes de esto no hay ningún ancla { $name }
compose-yaml-bracket = esto no es YAML: un paréntesis, corchete o llave queda sin cerrar, o lo cierra otro
compose-yaml-character = esto no es YAML: ningún valor empieza por { $character }
compose-yaml-colon = esto no es YAML: un segundo `: ` en la misma línea empieza un mapa donde no puede haberlo
compose-yaml-indent = esto no es YAML: la sangría no encaja con nada de lo anterior
compose-yaml-quote = esto no es YAML: unas comillas quedan sin cerrar, o hay algo detrás de las que cierran
compose-yaml-tab = esto no es YAML: hay un tabulador donde solo puede haber espacios
compose-yaml-tag = { $value } no puede ser { $tag }
compose-too-deep = esto está anidado a más de { $limit } niveles
compose-too-many-nodes = los alias y las fusiones harían de este archivo más de { $limit } valores
compose-value-too-large = un valor ocupa más de { $limit } bytes
compose-duplicate-key = { $name } aparece dos veces, en las líneas { $first } y { $second }
compose-key-not-text = una clave tiene que ser un texto
compose-merge-not-mapping = `<<` espera un mapa o una lista de mapas
compose-alias-cycle = el ancla { $name } se contiene a sí misma
compose-empty = { $path } está vacío
compose-top-not-mapping = un archivo Compose es un mapa que empieza con claves como `services:`
compose-unknown-key = Compose no conoce aquí la clave { $name }; { $nearest ->
    [none] no hay ninguna parecida
   *[other] la más parecida es { $nearest }
}
compose-wrong-type = esto tiene que ser { $expected }, no { $found }
compose-not-one-of = { $value } tiene que ser uno de { $allowed }
compose-required-key = aquí hace falta { $name }
compose-bad-name = { $name } no puede ser un nombre: admite letras, cifras, `.`, `_` y `-`
compose-not-unique = los elementos { $first } y { $second } son iguales
compose-out-of-range = { $value } queda fuera del intervalo de { $least } a { $most }
compose-bad-value = no se puede leer { $value }
compose-boolean-word = { $value } es la forma antigua de { $instead }
compose-version-obsolete = `version` ya no significa nada y se puede quitar
compose-cannot-merge = los archivos dan aquí valores que no se pueden superponer
compose-bad-interpolation = { $template } no es una variable válida; escribe `$$` para un signo de dólar
compose-variable-required = hay que definir la variable { $variable }{ $reason ->
    [none] {""}
   *[other] : { $reason }
}
compose-variable-unset = la variable { $variable } no está definida; cuenta como vacía
compose-bad-cast = { $value } debería ser { $expected }
compose-env-name = { $name } no puede ser el nombre de una variable
compose-env-quote = unas comillas quedan sin cerrar
compose-extends-cycle = hay servicios que se extienden en círculo: { $chain }
compose-extends-missing = { $service } extiende { $base }, que no está en { $path }
compose-include-cycle = hay archivos que se incluyen en círculo: { $chain }
compose-include-override = un archivo incluido también define { $name }: se combinan los dos y gana lo que está aquí. Docker Compose lo hace desde la versión 5.0; las anteriores rechazan el archivo
compose-remote-resource = { $path } está en otro lugar de la red; solo se leen archivos locales
compose-external-conflict = { $name } es externo, así que no se puede decir nada más de él
compose-external-name = `external.name` y `name` se excluyen
compose-exclusive = estas claves se excluyen: { $keys }
compose-none-of = hay que definir una de estas claves: { $keys }
compose-no-image = { $service } no tiene ni imagen ni build
compose-undefined = { $service } se refiere a { $kind } de nombre { $name }, que no se define; { $nearest ->
    [none] no hay ningún nombre parecido
   *[other] lo más parecido es { $nearest }
}
compose-dependency-cycle = hay servicios que dependen unos de otros en círculo: { $chain }
compose-duplicate-container-name = { $first } y { $second } tienen el mismo nombre de contenedor { $name }
compose-container-name-scaled = { $service } tiene un nombre de contenedor fijo, así que no puede ejecutarse más de una vez ({ $by })
compose-distinct-values = { $first } y { $second } dicen cosas distintas
compose-healthcheck-start = una comprobación de salud empieza con NONE, CMD o CMD-SHELL, no con { $found }
compose-watch-target = la vigilancia de { $service } necesita un destino
compose-context-not-built = { $service } se construye a partir de { $other }, que no tiene `build`
compose-mounted-twice = { $target } se monta dos veces
compose-negative = { $value } es menor que 0
compose-container-name = «{ $value }» no puede ser el nombre de un contenedor: al menos dos letras, cifras, `_`, `.` o `-`, empezando por letra o cifra
compose-platform = { $platform } no está entre las plataformas que se construyen
compose-project-name = { $name } no puede ser el nombre de un proyecto: minúsculas, cifras, `-` y `_`, empezando por letra o cifra
compose-project-name-empty = no queda ningún nombre de proyecto; da uno con --project-name
compose-no-service = no hay ningún servicio { $name }; { $nearest ->
    [none] ninguno tiene un nombre parecido
   *[other] el más parecido es { $nearest }
}
compose-unknown-hint = x-paperboat no conoce { $name }; { $nearest ->
    [none] no hay nada parecido
   *[other] lo más parecido es { $nearest }
}
compose-bad-hint = { $value } debería ser { $expected }
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
