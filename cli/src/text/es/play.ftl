### Lo que muestra `paperboat` sin ningún comando: las dos maneras, con un ejemplo.

play-open = Dos maneras, un mismo reloj
play-title = Dos maneras, un mismo reloj: { $app }
play-about = Un servicio web y su caché llegan a AWS dos veces, en el simulador: a mano, en una máquina propia ({ $first }), y de forma gestionada, en Fargate ({ $second }). No hace falta ninguna cuenta, y nada sale de este ordenador.
play-predict = Antes de mirar, predice: una tecla por pregunta. Intro la deja sin responder, q va al final.
play-ask-first-answer = ¿Qué manera responde antes a su primera petición?
play-ask-lost = Después llegan usuarios durante { $hours } h, y entretanto ocurre esto: { $parts }. ¿Qué manera pierde menos peticiones?
play-alike = más o menos igual
play-left-open = sin responder

play-clock = Hasta la primera respuesta: { $time }
play-day = Llegan usuarios desde hace { $time }
play-keys = (q o Intro: al final)
play-answered = respondidas
play-some-lost = algunas perdidas
play-most-lost = perdidas las más
play-lost-in = Peticiones perdidas en

play-happened = Qué pasó
play-as-predicted = Como predijiste.
play-not-as-predicted = No como predijiste ({ $said }).
play-never = nunca
play-was-first-answer = Primera respuesta: { $better } llegó antes, a los { $less }; { $other } tardó { $more }.
play-alike-first-answer = Primera respuesta: más o menos igual, a los { $less } ({ $better }) y a los { $more } ({ $other }).
play-was-lost = Peticiones perdidas, de { $asked }: { $better } perdió menos, { $less }; { $other } perdió { $more }.
play-alike-lost = Peticiones perdidas, de { $asked }: más o menos igual, { $less } ({ $better }) y { $more } ({ $other }).
play-held-all = Resultó así con las { $seeds } semillas; cada una sortea otras demoras y otros fallos.
play-held-some = Resultó así con { $held } de { $seeds } semillas; cada una sortea otras demoras y otros fallos.
play-most-time = Lo que más las separa es «{ $what }»: { $more } en { $other }, { $less } en { $better }.
play-most-lost-in = Lo que más las separa es «{ $what }»: { $other } perdió { $more }, { $better } { $less }.
play-cost = Un mes con estos usuarios cuesta { $costs }.
play-cost-of = { $cost } en { $lane }
play-false = Dónde esto no es cierto
play-false-because = Es una sola aplicación, una manera cuidadosa de cada clase y los números de un modelo ({ $model }), con la semilla 1 de { $seeds }. A otra aplicación puede irle al revés: compare lo dice, y dice qué suposiciones lo deciden.

play-next = A continuación
play-next-compare = paperboat compare compose.yaml: tu propia aplicación por las { $lanes } variantes
play-next-shell = paperboat shell: un ordenador en el que tú escribes aws, ssh y docker
play-next-book = paperboat book: el libro, que explica las dos maneras recorriéndolas
play-next-help = paperboat --help: todos los comandos
