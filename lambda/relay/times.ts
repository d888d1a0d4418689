/** An agent says so often that it is there, in milliseconds. */
export const heartbeatMilliseconds = 20_000;

/** An agent that nobody has heard of for so long gets no work, in milliseconds. */
export const unavailableMilliseconds = 60_000;

/** While it works, an agent says in its mailbox so often how far it is, in milliseconds. */
export const beatMilliseconds = 4_000;

/** An agent whose word in the mailbox is older is dead: what it had in hand is taken over. Well below the 30 seconds that were promised. */
export const deadMilliseconds = 15_000;

/** An agent that has not claimed a request by then gets it taken away, if another one is free. */
export const claimMilliseconds = 5_000;

/** After so long it is offered again even where no other one is free: the message may have been lost, or fell to an agent that was just too busy. */
export const offerAgainMilliseconds = 15_000;

/** What one signed call may differ from the gate's clock, in milliseconds: later ones are refused, and nonces are kept as long. */
export const signatureMilliseconds = 60_000;

/** The gate's process says in the mailbox so often that it still wants an answer, in milliseconds. */
export const gateBeatMilliseconds = 15_000;

/** What a gate's process wants that nobody has heard of for so long is given up, in milliseconds. */
export const gateSilentMilliseconds = 60_000;
