import './styles/tokens.css'
import './styles/parts.css'
import './styles/desk.css'
import './styles/print.css'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import './menus'
// From the first page on, so that what it keeps goes with the session wherever that ends.
import './registered'
import './window'

createApp(App).use(router).mount('#desk')
