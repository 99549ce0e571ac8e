# What `paperboat book` says, and the words around its pages.

book-title = Paperboat: both ways to AWS
book-contents = Contents
book-other-language = En español
book-to-text = Skip to the text
book-written = { $count } pages, each in both languages. Begin here, in a browser: { $first }
book-not-ours = { $path } is there, and is no page of the book: nothing was written
book-not-ours-help = name another folder, as in: paperboat book --out my-book
book-cannot-write = the book cannot be written to { $folder }: { $reason }
book-cannot-write-help = name a folder in which you may write, or a new one in a folder that exists
help-book = Write the book as pages for a browser, which need no network
help-book-after =
    Examples:
    {"  "}paperboat book
    {"  "}paperboat book --out my-book --lang es
help-book-arg-out = Write the pages into this folder (default: a folder for what programs keep, which is named)
