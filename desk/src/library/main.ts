// The comforts of the library's screens: files are sent with their progress and go on where they broke off, pictures are
// framed with a mouse, a finger or keys, captions are written beside the film. Every screen works without, save framing.
import { captions } from './captions'
import { choosing } from './choosing'
import { framing } from './framing'
import { intake } from './intake'
import { still } from './still'

export { send } from './send'

intake()
framing()
still()
captions()
choosing()
