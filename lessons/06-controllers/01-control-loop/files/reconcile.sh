# What is wanted
wanted=$(kubectl get configmap herd -o jsonpath='{.data.replicas}')
# What is there
seen=$(kubectl get pods -l app=herd -o name | wc -l)
echo "wanted $wanted, seen $seen"

if [ "$seen" -lt "$wanted" ]; then
  echo "too few: one has to be made"
elif [ "$seen" -gt "$wanted" ]; then
  echo "too many: one has to go"
fi
