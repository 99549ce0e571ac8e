# Lo que dice `paperboat book`, y las palabras que rodean sus páginas.

book-title = Paperboat: las dos maneras de llegar a AWS
book-contents = Índice
book-other-language = In English
book-to-text = Ir al texto
book-written = { $count } páginas, cada una en los dos idiomas. Empieza aquí, en un navegador: { $first }
book-not-ours = { $path } ya existe y no es una página del libro: no se escribió nada
book-not-ours-help = indica otra carpeta, por ejemplo: paperboat book --out mi-libro
book-cannot-write = no se puede escribir el libro en { $folder }: { $reason }
book-cannot-write-help = indica una carpeta en la que puedas escribir, o una nueva dentro de una que exista
help-book = Escribe el libro como páginas para un navegador, que no necesitan red
help-book-after =
    Ejemplos:
    {"  "}paperboat book
    {"  "}paperboat book --out mi-libro --lang es
help-book-arg-out = Escribe las páginas en esta carpeta (por omisión, una de las que guardan los programas; se dice cuál)
