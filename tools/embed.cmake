# Write OUT (a .c) and its header: NAME, the bytes of the file IN, a NUL-terminated array.
file(READ ${IN} hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
get_filename_component(header ${OUT} NAME_WE)
get_filename_component(folder ${OUT} DIRECTORY)
file(WRITE ${folder}/${header}.h "#pragma once\n\nextern const char ${NAME}[];\n")
file(WRITE ${OUT} "#include \"${header}.h\"\n\nconst char ${NAME}[] = {${bytes}0};\n")
