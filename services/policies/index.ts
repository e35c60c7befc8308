export { simulatePolicy } from './simulate';
