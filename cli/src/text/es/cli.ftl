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
override-wrong = { $key } no puede ser { $value }: { $reason }

### Despliegues que perduran.

session-none = no hay ningún despliegue llamado { $name } en .paperboat; `paperboat deploy` crea uno
session-several = hay varios despliegues en .paperboat ({ $names }); elige uno con --name
session-exists = ya hay un despliegue llamado { $name }; continúa con él (status, update, destroy) o elige otro --name
session-io = { $path }: { $reason }
session-in-use = otro paperboat está usando { $path }
session-damaged = no se puede leer { $path }:{ $line }: { $reason }; las líneas anteriores están sanas
session-other-model = este despliegue se hizo con el modelo { $was } y este programa tiene el { $is }: los números serían otros. Usa el programa que lo hizo, o destrúyelo y despliega de nuevo
