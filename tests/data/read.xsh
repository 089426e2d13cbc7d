# Reads $ARG1 in blocks, as a person types them, and reports what a child would be given. One block
# with ten thousand variables would take minutes: xonsh goes through all it has at each assignment.
env = __xonsh__.env
with open($ARG1, encoding="utf-8") as file:
    lines = file.read().splitlines()
for at in range(0, len(lines), 50):
    block = lines[at : at + 50]
    execx("\n".join(block) + "\n")
    given = env.detype()
    for line in block:
        name = line[1 : line.index(" ")]
        print(name, given[name], sep="=", end="\0")
        del env[name]
