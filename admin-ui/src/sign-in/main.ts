import { open } from './page';

open();
