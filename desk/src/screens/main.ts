// The comforts of the screens that the server renders. Each screen works without them, passkeys excepted.
import { confirms } from './confirm'
import { copies } from './copy'
import { curation } from './curate'
import { finder } from './find'
import { menus } from './menus'
import { passkeys } from './passkey'
import { times } from './times'

menus()
copies()
times()
passkeys()
curation()
finder()
// Last, so that whatever else listens for a form being sent is told only once the person has said yes.
confirms()
