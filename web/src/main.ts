import './styles/tokens.css'
import './styles/parts.css'
import './styles/desk.css'
import './styles/print.css'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import './menus'
import './window'

createApp(App).use(router).mount('#desk')
