import { defineRepository } from './define-repository.ts';
import { webShop } from './web-shop.ts';

export const demo = defineRepository({
  url: 'https://charts.example.com/demo',
  summary: 'a web shop to learn with',
  charts: webShop,
});
