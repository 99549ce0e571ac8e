### Qué hay en una cuenta y qué se puede hacer en ella.

leftover-line = { $kind } { $name }, de { $deployment }{ $state ->
    [none] {""}
   *[other] , { $state }
}{ $expires ->
    [none] {""}
   *[other] , se puede eliminar desde { $expires }
}: { $cost }
leftover-free = no cuesta nada
leftover-by-content = cuesta según lo que contiene
leftover-hour = cuesta { $hour } por hora{ $more ->
    [yes] {" "}y algo más, según lo que contiene
   *[no] {""}
}
leftovers-elsewhere = paperboat leftovers --backend aws (o localstack), con --remove DESPLIEGUE, encuentra y elimina lo que se desplegó desde otra carpeta u otro ordenador
leftovers-none = Ningún despliegue dejó nada aquí.
leftovers-sum = { $count ->
    [one] Un recurso
   *[other] { $count } recursos
}, { $whole ->
    [yes] {""}
   *[no] al menos{" "}
}{ $hour } por hora, { $month } al mes según los precios del modelo.
leftovers-unpriced = no está en este precio: { $what }{ $most ->
    [none] {""}
   *[other] {" "}(como mucho { $most } por hora)
}
unpriced-snapshot = los bloques que guardan las instantáneas, que AWS no muestra
unpriced-task-address = las direcciones públicas de tareas que no arrancó ningún servicio
unpriced-file-system = lo que contienen los sistemas de archivos, que AWS aún no ha contado
unpriced-instance-type = las instancias de un tipo cuyo precio no se conoce aquí
leftovers-next = Ahora: paperboat leftovers --remove { $name } elimina todo lo de { $name }, con sus datos.
leftovers-unseen = no se pudo mirar, así que no se sabe: { $operation } fue denegada: { $why }
leftover-removed = eliminado: { $kind } { $name }
leftover-kept = sigue ahí: { $kind } { $name }: { $why }
leftovers-some-kept = No consta que haya desaparecido todo lo de { $name }. Repite el comando o escribe los comandos de arriba.
leftovers-nothing-to-remove = Aquí no hay nada de { $name }.
leftovers-all-removed = Todo lo de { $name } ha desaparecido.

policy-size = La política tiene { $has } de { $most } caracteres como máximo. El Sid de cada parte dice por qué está ahí.
policy-too-long = la política tiene { $has } caracteres y una política administrada admite { $most }
policy-too-long-help = repártela por sus declaraciones (Statement) en varias políticas
policy-roles = Quien puede escribir políticas de los roles que reciben las tareas puede dar a esas tareas cualquier permiso: entrega esta política a quien confiarías la cuenta, o pon un límite de permisos.
policy-incomplete = el ensayo acabó en el paso «{ $step }», así que puede faltar lo que viene después: { $why }
